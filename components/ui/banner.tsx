import { cva } from "class-variance-authority";
import type { ReactNode } from "react";

import type { Tone } from "@/lib/widgets/tone";

import { Icon } from "./icon";

const bannerClass = cva(
  "flex flex-wrap items-center gap-x-3 gap-y-1 rounded-control px-4 py-2 text-sm",
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

const ICONS = {
  neutral: "info",
  info: "info",
  success: "done",
  warning: "alert",
  danger: "alert",
} as const;

interface BannerProps {
  tone?: Tone;
  children: ReactNode;
  action?: ReactNode;
  /** `status` announces a banner that appears later; one that is there from the start needs no role. */
  role?: "status" | "alert";
}

/** A line across the page about the page as a whole: test mode, offline, an expiring connection. */
export function Banner({ tone = "info", children, action, role }: BannerProps) {
  return (
    <div role={role} className={bannerClass({ tone })}>
      <Icon name={ICONS[tone]} />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}
