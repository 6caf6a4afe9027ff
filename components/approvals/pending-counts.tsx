"use client";

import { createContext, useContext, useEffect, useState, type ReactNode } from "react";

import { useMesh } from "@/components/mesh/mesh-context";

/** Counts of what needs a person. */
export interface Counts {
  /** Steps and actions that wait for a person. */
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

const HEARD = ["approval.*", "action.*", "automation.run.failed"];
const Pending = createContext<Counts>({ approvals: 0, failed: 0 });

/** Returns what needs a person now. */
export const usePendingCounts = (): Counts => useContext(Pending);

/** Keeps the counts up to date for the bell and the rail: asks anew after every event that changes them. */
export function PendingCounts({ initial, children }: { initial: Counts; children: ReactNode }) {
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
  return <Pending value={asked?.drawn === drawn ? asked.counts : initial}>{children}</Pending>;
}
