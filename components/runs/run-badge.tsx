import { Badge } from "@/components/ui/badge";
import type { RunStatus } from "@/lib/contracts/run";

const LOOK = {
  pending: { tone: "neutral", icon: "clock", label: "Queued" },
  running: { tone: "info", icon: "refresh", label: "Running" },
  waiting: { tone: "info", icon: "clock", label: "Waiting" },
  succeeded: { tone: "success", icon: "done", label: "Succeeded" },
  failed: { tone: "danger", icon: "alert", label: "Failed" },
  indeterminate: { tone: "warning", icon: "alert", label: "Needs review" },
  skipped: { tone: "neutral", icon: "minus", label: "Skipped" },
  cancelled: { tone: "neutral", icon: "cross", label: "Cancelled" },
} as const;

export const STATUS_LABELS: Readonly<Record<RunStatus, string>> = {
  pending: LOOK.pending.label,
  running: LOOK.running.label,
  waiting: LOOK.waiting.label,
  succeeded: LOOK.succeeded.label,
  failed: LOOK.failed.label,
  indeterminate: LOOK.indeterminate.label,
  skipped: LOOK.skipped.label,
  cancelled: LOOK.cancelled.label,
};

/** The status of a run or a step in words. */
export function RunBadge({ status }: { status: RunStatus }) {
  const { tone, icon, label } = LOOK[status];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
