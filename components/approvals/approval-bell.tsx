"use client";

import type { Route } from "next";
import Link from "next/link";
import { useEffect, useState } from "react";

import { useMesh } from "@/components/mesh/mesh-context";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";

interface Counts {
  /** Steps that wait for a person. */
  readonly approvals: number;
  /** Runs that failed since this person last looked at them. */
  readonly failed: number;
}

async function askCounts(): Promise<Counts | null> {
  const response = await fetch("/api/approvals/count").catch(() => null);
  // Where the server is away, the next event asks again.
  if (!response?.ok) return null;
  const { count, failed } = (await response.json()) as { count: number; failed: number };
  return { approvals: count, failed };
}

const HEARD = ["approval.*", "automation.run.failed"];

/** Asks anew after every event that changes them. Its own few lines: it is on every page, so its weight is, too. */
function useCounts(initial: Counts): Counts {
  const mesh = useMesh();
  // The page is drawn again by the server after people looked at what failed: that answer is newer.
  const drawn = `${initial.approvals} ${initial.failed}`;
  const [asked, setAsked] = useState<{ drawn: string; counts: Counts } | null>(null);
  useEffect(() => {
    const ask = async () => {
      const counts = await askCounts();
      if (counts) setAsked({ drawn, counts });
    };
    const undo = HEARD.map((pattern) => mesh.subscribe(pattern, ask, { name: "Bell" }));
    return () => {
      for (const leave of undo) leave();
    };
  }, [mesh, drawn]);
  return asked?.drawn === drawn ? asked.counts : initial;
}

const words = ({ approvals, failed }: Counts): string =>
  [
    ...(approvals > 0
      ? [`${approvals} pending ${approvals === 1 ? "approval" : "approvals"}`]
      : []),
    ...(failed > 0 ? [`${failed} failed ${failed === 1 ? "run" : "runs"}`] : []),
  ].join(", ") || "Nothing needs you";

/** What needs a person, on every page: pending approvals and runs that failed. Leads to the failures first. */
export function ApprovalBell(initial: Counts) {
  const counts = useCounts(initial);
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
