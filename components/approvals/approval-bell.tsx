"use client";

import Link from "next/link";
import { useEffect, useState } from "react";

import { useMesh } from "@/components/mesh/mesh-context";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";

async function askCount(): Promise<number | null> {
  const response = await fetch("/api/approvals/count").catch(() => null);
  // Where the server is away, the next event asks again.
  return response?.ok ? ((await response.json()) as { count: number }).count : null;
}

/** Asks anew after every event about approvals. Its own few lines: it is on every page, so its weight is, too. */
function useCount(initial: number): number {
  const mesh = useMesh();
  const [count, setCount] = useState(initial);
  useEffect(
    () =>
      mesh.subscribe("approval.*", async () => {
        const now = await askCount();
        if (now !== null) setCount(now);
      }),
    [mesh],
  );
  return count;
}

/** How many steps wait for a person, on every page; leads to them. */
export function ApprovalBell({ count: initial }: { count: number }) {
  const count = useCount(initial);
  const label =
    count === 0 ? "Approvals: none waits" : `Approvals: ${count} ${count === 1 ? "waits" : "wait"}`;
  return (
    <Link
      href="/approvals"
      aria-label={label}
      title={label}
      className={`${buttonClass({ variant: "ghost", size: "icon" })} relative`}
    >
      <Icon name="bell" />
      {count > 0 ? (
        <span className="bg-danger text-accent-ink figures absolute -top-0.5 -right-0.5 grid h-4 min-w-4 place-items-center rounded-full px-1 text-[0.625rem] font-semibold">
          {count > 99 ? "99+" : count}
        </span>
      ) : null}
      <span aria-live="polite" className="sr-only">
        {count === initial ? "" : label}
      </span>
    </Link>
  );
}
