"use client";

import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

import { JsonBlock } from "@/components/ui/json-block";
import { RelativeTime } from "@/components/ui/relative-time";
import { formatMinor } from "@/lib/core/money";
import { humanise, shorten } from "@/lib/core/text";

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

/** The words of the approve button, e.g. "Approve refund of $99.00". */
export function yesWords(subject: ApprovalSubject | null | undefined): string {
  const amount = subject ? amountOf(subject) : null;
  return subject && amount ? `Approve ${subject.verb.toLowerCase()} of ${amount}` : "Approve";
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 grid-cols-[6.5rem_minmax(0,1fr)] gap-x-2">
      <dt className="text-muted">{term}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}

/** The payment and the customer that an approval is about. */
export function Subject({ subject }: { subject: ApprovalSubject }) {
  const { customer, description, paidAt, payment } = subject;
  const amount = amountOf(subject);
  return (
    <dl aria-label="What the approval is about" className="grid gap-2">
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
          className="text-link inline-block font-medium hover:underline"
        >
          Open the payment
        </Link>
      </Fact>
    </dl>
  );
}

const MAX_FIELDS = 8;
const MAX_TEXT = 300;

/** Returns the plain fields of a request's body with their human names. */
function fieldsOf(body: unknown): readonly (readonly [string, string])[] {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return [];
  return Object.entries(body)
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
    .slice(0, MAX_FIELDS)
    .map(([name, value]) => [humanise(name), shorten(String(value), MAX_TEXT)] as const);
}

/** What an approved request sends: its plain fields, and the exact request for developers folded below. */
export function PlanView({
  plan,
  of,
  hasSubject,
}: {
  plan: Plan;
  of: string;
  hasSubject: boolean;
}) {
  const { line, account, livemode, operation, body } = plan;
  const isRequest = typeof line === "string";
  const fields = hasSubject ? [] : fieldsOf(body);
  return (
    <>
      {fields.length > 0 ? (
        <dl aria-label={`Fields to send ${of}`} className="grid gap-2">
          {fields.map(([name, value]) => (
            <Fact key={name} term={name}>
              {value}
            </Fact>
          ))}
        </dl>
      ) : null}
      <details>
        <summary className="text-muted min-h-6 w-fit cursor-pointer py-1 text-xs font-medium">
          Developer details
        </summary>
        <div className="grid gap-3 pt-2">
          <p>
            This exact request is sent once
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
          {isRequest ? <code className="font-medium break-all">{line}</code> : null}
          <JsonBlock label={`Request body ${of}`} value={isRequest ? (body ?? {}) : plan} />
          {isRequest ? <JsonBlock label={`Whole plan ${of}`} value={plan} /> : null}
        </div>
      </details>
    </>
  );
}
