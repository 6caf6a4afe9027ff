"use client";

import Link from "next/link";

import { useLive } from "@/components/mesh/use-live";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";

const CHANGES = ["approval.*"];
const never = () => 0;

/** How many steps wait for a person, on every page; leads to them. */
export function ApprovalBell({ count: initial }: { count: number }) {
  const { data } = useLive("/api/approvals/count", { count: initial }, CHANGES, never);
  const { count } = data;
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
