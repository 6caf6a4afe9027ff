import { Badge } from "@/components/ui/badge";

import type { AutomationStatus } from "./types";

const LOOK = {
  enabled: { tone: "success", icon: "done", label: "On" },
  disabled: { tone: "neutral", icon: "pause", label: "Off" },
  paused: { tone: "warning", icon: "alert", label: "Paused" },
} as const;

/** The status of an automation in words. */
export function StatusBadge({ status }: { status: AutomationStatus }) {
  const { tone, icon, label } = LOOK[status];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
