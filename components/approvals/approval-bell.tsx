"use client";

import type { Route } from "next";
import Link from "next/link";
import { useState } from "react";

import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";

import { usePendingCounts, type Counts } from "./pending-counts";

const words = ({ approvals, failed }: Counts): string =>
  [
    ...(approvals > 0
      ? [`${approvals} pending ${approvals === 1 ? "approval" : "approvals"}`]
      : []),
    ...(failed > 0 ? [`${failed} failed ${failed === 1 ? "run" : "runs"}`] : []),
  ].join(", ") || "No approvals wait for you";

/** The bell on every page: pending approvals and runs that failed. Leads to the failures first. */
export function ApprovalBell() {
  const counts = usePendingCounts();
  const [initial] = useState(counts);
  const label = words(counts);
  const count = counts.approvals + counts.failed;
  const to: Route = counts.failed > 0 ? "/runs" : "/approvals";
  return (
    <Link
      href={to}
      aria-label={label}
      title={label}
      className={`${buttonClass({ variant: "ghost", size: "icon" })} relative`}
    >
      <Icon name="bell" />
      {count > 0 ? (
        <span className="bg-accent text-accent-ink figures absolute top-[calc(50%-1rem)] left-1/2 grid h-4 min-w-4 place-items-center rounded-full px-1 text-[0.625rem] font-semibold">
          {count > 99 ? "99+" : count}
        </span>
      ) : null}
      <span aria-live="polite" className="sr-only">
        {label === words(initial) ? "" : label}
      </span>
    </Link>
  );
}
