import { cva } from "class-variance-authority";
import type { ReactNode } from "react";

import type { Tone } from "@/lib/widgets/tone";

import type { IconName } from "./icon";
import { Icon } from "./icon";

const badgeClass = cva("badge", {
  variants: {
    tone: {
      neutral: "bg-neutral-soft text-neutral-ink",
      info: "bg-info-soft text-info-ink",
      success: "bg-success-soft text-success-ink",
      warning: "bg-warning-soft text-warning-ink",
      danger: "bg-danger-soft text-danger-ink",
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
