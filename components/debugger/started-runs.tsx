"use client";

import type { Route } from "next";
import Link from "next/link";

import { useLive } from "../mesh/use-live";
import { RunBadge } from "../runs/run-badge";
import { isOpen, type RunView } from "../runs/types";

const CHANGES = ["automation.run.*", "approval.*"];
const POLL_MS = 3000;
const NONE: readonly RunView[] = [];

/** The runs that a stored event started. */
export function StartedRuns({ seq }: { readonly seq: number }) {
  const pollMs = (runs: readonly RunView[]) => (runs.some(isOpen) ? POLL_MS : 0);
  const { data } = useLive(`/api/runs?event=${seq}`, NONE, CHANGES, pollMs, true);
  if (data.length === 0) return null;
  return (
    <div>
      <h4 className="text-muted text-xs">Runs that it started</h4>
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {data.map(({ id, status, reason }) => (
          <li key={id}>
            <Link
              href={`/runs/${id}` as Route}
              title={reason ?? undefined}
              className="inline-flex min-h-8 items-center gap-2 text-sm hover:underline"
            >
              <RunBadge status={status} />
              Run {id.slice(-6)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
