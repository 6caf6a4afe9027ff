import { cva } from "class-variance-authority";
import type { ReactNode } from "react";

import type { Tone } from "@/lib/widgets/tone";

import type { IconName } from "./icon";
import { Icon } from "./icon";

const badgeClass = cva(
  "inline-flex max-w-full items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium",
  {
    variants: {
      tone: {
        neutral: "bg-neutral-soft text-neutral-ink",
        info: "bg-info-soft text-info-ink",
        success: "bg-success-soft text-success-ink",
        warning: "bg-warning-soft text-warning-ink",
        danger: "bg-danger-soft text-danger-ink",
      },
    },
  },
);

const TONE_ICON: Readonly<Record<Tone, IconName>> = {
  neutral: "dot",
  info: "info",
  success: "check",
  warning: "clock",
  danger: "alert",
};

interface BadgeProps {
  tone?: Tone;
  /** Replaces the tone's own icon. */
  icon?: IconName;
  className?: string;
  children: ReactNode;
}

/** A state in words, with an icon, so that colour never says it alone. */
export function Badge({ tone = "neutral", icon, className, children }: BadgeProps) {
  return (
    <span className={badgeClass({ tone, className })}>
      <Icon name={icon ?? TONE_ICON[tone]} className="size-3" />
      <span className="truncate">{children}</span>
    </span>
  );
}
