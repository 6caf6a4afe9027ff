"use client";

import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

import { JsonBlock } from "@/components/ui/json-block";
import { RelativeTime } from "@/components/ui/relative-time";
import { formatMinor } from "@/lib/core/money";

import type { ApprovalSubject } from "./types";

interface Plan {
  readonly line?: unknown;
  readonly account?: unknown;
  readonly livemode?: unknown;
  readonly operation?: unknown;
  readonly body?: unknown;
}

const amountOf = ({ amount, currency }: ApprovalSubject): string | null =>
  amount === null || currency === null ? null : formatMinor(amount, currency);

/** What pressing yes does: "Refund $99.00". */
export function yesWords(subject: ApprovalSubject | null | undefined): string {
  const amount = subject ? amountOf(subject) : null;
  return subject && amount ? `${subject.verb} ${amount}` : "Approve";
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted text-xs">{term}</dt>
      <dd className="text-sm break-words">{children}</dd>
    </div>
  );
}

/** Who and what a movement of money is about, before how it is sent. */
export function Subject({ subject }: { subject: ApprovalSubject }) {
  const { customer, description, paidAt, payment } = subject;
  const amount = amountOf(subject);
  return (
    <dl
      aria-label="What it is about"
      className="grid grid-cols-[repeat(auto-fit,minmax(10rem,1fr))] gap-x-6 gap-y-2"
    >
      {amount ? (
        <Fact term="Amount">
          <span className="figures font-semibold">{amount}</span>
        </Fact>
      ) : null}
      <Fact term="Customer">{customer ?? "No customer"}</Fact>
      <Fact term="Description">{description ?? "No description"}</Fact>
      {paidAt ? (
        <Fact term="Paid">
          <RelativeTime atMs={Date.parse(paidAt)} timeZone="UTC" />
        </Fact>
      ) : null}
      <Fact term="Payment">
        <Link
          href={`/?paymentId=${encodeURIComponent(payment)}` as Route}
          className="inline-block py-1 underline underline-offset-4"
        >
          Open the payment
        </Link>
      </Fact>
    </dl>
  );
}

/** The request line and the body; folded where people have already read what it is about. */
export function PlanView({ plan, of, isFolded }: { plan: Plan; of: string; isFolded: boolean }) {
  const { line, account, livemode, operation, body } = plan;
  const isRequest = typeof line === "string";
  const request = (
    <>
      <p className="text-sm">
        Exactly this is sent, once
        {typeof operation === "string" ? (
          <>
            , by <code>{operation}</code>
          </>
        ) : null}
        {typeof account === "string" ? (
          <>
            {" "}
            to the account <code>{account}</code>
            {livemode === false ? " with test data" : ""}
          </>
        ) : null}
        :
      </p>
      {isRequest ? <code className="text-sm font-medium break-all">{line}</code> : null}
      <JsonBlock label={`What is sent ${of}`} value={isRequest ? (body ?? {}) : plan} />
      {isRequest ? (
        <details>
          <summary className="text-muted min-h-6 w-fit cursor-pointer py-1 text-xs font-medium">
            The whole plan
          </summary>
          <JsonBlock label={`The whole plan ${of}`} value={plan} />
        </details>
      ) : null}
    </>
  );
  if (!isFolded) return request;
  return (
    <details>
      <summary className="text-muted min-h-6 w-fit cursor-pointer py-1 text-xs font-medium">
        Details
      </summary>
      <div className="grid gap-3 pt-2">{request}</div>
    </details>
  );
}
