import { cva } from "class-variance-authority";
import type { ReactNode } from "react";

import type { Tone } from "@/lib/widgets/tone";

import type { IconName } from "./icon";
import { Icon } from "./icon";

const badgeClass = cva("badge", {
  variants: {
    tone: {
      success: "[&>svg]:text-success-mark text-ink text-sm",
      neutral: "[&>svg]:text-muted text-ink text-sm",
      info: "rounded-badge bg-info-soft text-info-ink px-1.5 text-xs font-medium",
      warning: "rounded-badge bg-warning-soft text-warning-ink px-1.5 text-xs font-medium",
      danger: "rounded-badge bg-danger-soft text-danger-ink px-1.5 text-xs font-medium",
    },
  },
});

const TONE_ICON: Readonly<Record<Tone, IconName>> = {
  neutral: "dot",
  info: "clock",
  success: "done",
  warning: "alert",
  danger: "alert",
};

interface BadgeProps {
  tone?: Tone;
  /** Replaces the tone's own icon. */
  icon?: IconName;
  className?: string;
  children: ReactNode;
}

/**
 * A status in words with an icon, so that colour never says it alone. The usual outcome is plain text beside a mark; only
 * what needs attention has a tinted background.
 */
export function Badge({ tone = "neutral", icon, className, children }: BadgeProps) {
  return (
    <span className={badgeClass({ tone, className })}>
      <Icon name={icon ?? TONE_ICON[tone]} className="size-3.5" />
      <span className="truncate">{children}</span>
    </span>
  );
}
