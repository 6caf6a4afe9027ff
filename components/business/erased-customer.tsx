"use client";

import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";

import { Banner } from "@/components/ui/banner";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { CustomerErasure } from "@/lib/contracts/customer";

const REFRESH_MS = 2000;

/** The page of a customer who was erased: when, by whom, and how much. */
export function ErasedCustomer({
  erasure,
  rows,
  list,
}: {
  readonly erasure: CustomerErasure;
  /** The extent of the erasure. */
  readonly rows: readonly { readonly label: string; readonly count: number }[];
  readonly list: { readonly href: string; readonly title: string };
}) {
  const { hash, requestedAt, requestedBy, finishedAt, automations } = erasure;
  const isFinished = finishedAt !== null;
  const router = useRouter();
  const heading = useRef<HTMLHeadingElement>(null);
  // The menu that had the focus left with the customer.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  useEffect(() => {
    if (isFinished) return;
    const timer = setInterval(() => router.refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [isFinished, router]);
  return (
    <article className="grid max-w-2xl gap-4">
      <p className="text-muted text-sm">
        <Link href={list.href as Route} className="hover:text-ink hover:underline">
          {list.title}
        </Link>
        <span aria-hidden="true"> › </span>
        Erased customer
      </p>
      <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold outline-none">
        This customer was erased
      </h1>
      <Banner tone={isFinished ? "success" : "info"} role="status">
        {isFinished
          ? "The customer's data was deleted from this dashboard, and the customer is not imported again."
          : "The customer's data was deleted. Events and runs are still being searched for it; this page updates itself."}
      </Banner>
      {automations.length > 0 ? (
        <Banner tone="warning">
          <p>These automations name the customer. Change or delete them:</p>
          <ul className="list-disc pl-5">
            {automations.map(({ id, name }) => (
              <li key={id}>
                <Link href={`/automations/${id}`} className="underline underline-offset-4">
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </Banner>
      ) : null}
      <dl className="grid grid-cols-[minmax(8rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm">
        <dt className="text-muted">Erased</dt>
        <dd>
          <RelativeTime atMs={requestedAt.getTime()} timeZone="UTC" />
          {requestedBy === null ? null : ` by ${requestedBy}`}
        </dd>
        {rows.map(({ label, count }) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="figures">{count.toLocaleString("en-US")}</dd>
          </div>
        ))}
        <dt className="text-muted">Proof</dt>
        <dd className="flex flex-wrap items-center gap-x-2">
          <code className="min-w-0 text-xs break-all">{hash}</code>
          <CopyButton value={hash} label="Copy proof" />
        </dd>
      </dl>
      <p className="text-muted text-sm">
        The proof is a keyed hash of the customer&apos;s id. The audit log has it too.
      </p>
    </article>
  );
}
