"use client";

import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

import { Icon } from "@/components/ui/icon";
import { JsonBlock } from "@/components/ui/json-block";
import { RelativeTime } from "@/components/ui/relative-time";
import { formatMinor } from "@/lib/core/money";
import { humanise, shorten } from "@/lib/core/text";

import type { ApprovalSubject, ApprovalView } from "./types";

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

/** The heading of an approval, e.g. "Refund $99.00 to Ada Whitfield"; its question where no amount is known. */
export function headingOf({ subject, reason }: Pick<ApprovalView, "subject" | "reason">): string {
  const amount = subject ? amountOf(subject) : null;
  if (!subject || !amount) return reason;
  return `${subject.verb} ${amount}${subject.customer ? ` to ${subject.customer}` : ""}`;
}

/** True if the question says more than the heading, such as which limit was exceeded. */
export function saysMore(approval: ApprovalView): boolean {
  const { subject, outlook, reason, automationName } = approval;
  const amount = subject ? amountOf(subject) : null;
  const plain = `${outlook?.action?.title}: ${amount}, for “${automationName}”`;
  return reason !== headingOf(approval) && reason !== plain;
}

/** Says what an approval causes, one sentence each. */
function consequencesOf({
  subject,
  outlook,
}: Pick<ApprovalView, "subject" | "outlook">): readonly string[] {
  const { action, next } = outlook ?? { action: null, next: [] };
  const amount = subject ? amountOf(subject) : null;
  const sent =
    action === null
      ? "This step itself sends nothing."
      : amount === null
        ? `${action.provider} gets this request once: ${action.title}.`
        : `${action.provider} sends ${amount} back to ${subject?.customer ?? "the customer"}, once.`;
  return [
    sent,
    ...(amount === null ? [] : [`Your balance at ${action?.provider} goes down by ${amount}.`]),
    ...(action?.isIrreversible ? ["This cannot be undone."] : []),
    next.length === 0 ? "Then the run ends." : `Then the run continues: ${next.join(", ")}.`,
  ];
}

/** The plan of an approval in words. */
export function WhatWillHappen(approval: Pick<ApprovalView, "subject" | "outlook">) {
  return (
    <section aria-label="What will happen" className="grid gap-2">
      <h3 className="font-semibold">What will happen</h3>
      <ul className="grid gap-2">
        {consequencesOf(approval).map((sentence) => (
          <li key={sentence} className="grid grid-cols-[1rem_minmax(0,1fr)] gap-2">
            <Icon name="check" className="text-muted mt-0.5" />
            <span className="break-words">{sentence}</span>
          </li>
        ))}
      </ul>
    </section>
  );
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

/** The plain fields of a request, where no payment says more. */
export function Fields({ plan, of }: { plan: Plan; of: string }) {
  const fields = fieldsOf(plan.body);
  if (fields.length === 0) return null;
  return (
    <dl aria-label={`Fields to send ${of}`} className="grid gap-2">
      {fields.map(([name, value]) => (
        <Fact key={name} term={name}>
          {value}
        </Fact>
      ))}
    </dl>
  );
}

/** The exact request, for developers. */
export function RequestDetails({ plan, of }: { plan: Plan; of: string }) {
  const { line, account, livemode, operation, body } = plan;
  const isRequest = typeof line === "string";
  return (
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
  );
}
