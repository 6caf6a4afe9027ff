import { Badge } from "@/components/ui/badge";

import type { AutomationStatus } from "./types";

const LOOK = {
  enabled: { tone: "success", icon: "check", label: "Enabled" },
  disabled: { tone: "neutral", icon: "minus", label: "Disabled" },
  paused: { tone: "warning", icon: "alert", label: "Paused" },
} as const;

/** Whether an automation takes events. */
export function StatusBadge({ status }: { status: AutomationStatus }) {
  const { tone, icon, label } = LOOK[status];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
