import { formatDateTime } from "@/lib/core/time";

import type { ActionSubject, ObjectAction } from "../../types";
import { objectIn, textIn } from "../objects/read";
import { subscription as subscriptionSchema } from "../schemas";
import { problem, UNREADABLE } from "./problem";

/** Statuses of subscriptions that go on. Source: docs.stripe.com/billing/subscriptions/overview, read 2026-11. */
const RUNNING = new Set(["active", "trialing", "past_due", "unpaid", "paused"]);

export const isRunning = ({ status }: ActionSubject) => RUNNING.has(status ?? "");

const isPaused = ({ data }: ActionSubject) =>
  textIn(objectIn(data, "pause_collection"), "behavior") !== null;

/** True if its end is planned, at the end of the period or at a date. */
export const isEnding = ({ data }: ActionSubject) =>
  data["cancel_at_period_end"] === true || typeof data["cancel_at"] === "number";

export const readSubscription: ObjectAction["read"] = ({ id }) => ({
  operation: "subscriptions.get",
  input: { id },
});

export const changesSubscription: ObjectAction["changes"] = ({ id }) => [
  { type: "subscription", id },
];

export const whose = ({ customerName }: ActionSubject, what: string) =>
  customerName === null ? `${what} subscription` : `${customerName}’s subscription`;

export const dayOf = (seconds: number, { timeZone }: ActionSubject) =>
  formatDateTime(new Date(seconds * 1000), timeZone, "short-date");

/** The subscription, if it still goes on. */
export function runningSubscription(current: unknown) {
  const found = subscriptionSchema.safeParse(current).data;
  if (!found) return UNREADABLE;
  if (!RUNNING.has(found.status))
    return problem("The subscription has ended. Create a new one for the customer.");
  const [item] = found.items.data;
  if (!item) return UNREADABLE;
  return { kind: "running", subscription: found, item } as const;
}

/** Reasons that Stripe counts in its own reports. Source: docs.stripe.com/api/subscriptions/cancel, read 2026-11. */
const FEEDBACK = [
  { value: "none", label: "Not known" },
  { value: "too_expensive", label: "Too expensive" },
  { value: "missing_features", label: "Something is missing" },
  { value: "switched_service", label: "Went to another service" },
  { value: "unused", label: "Did not use it" },
  { value: "customer_service", label: "Customer service" },
  { value: "too_complex", label: "Too complex" },
  { value: "low_quality", label: "Low quality" },
  { value: "other", label: "Another reason" },
];

/** Ends a subscription, at once or when the paid period is over. */
export const cancel: ObjectAction = {
  type: "subscription",
  label: "Cancel",
  isDestructive: true,
  form(subject) {
    if (!isRunning(subject)) return null;
    const later = { value: "period_end", label: "At the end of the period" };
    return {
      title: `Cancel ${whose(subject, "this")}`,
      fields: [
        {
          kind: "choice",
          name: "when",
          label: "When",
          initial: isEnding(subject) ? "now" : "period_end",
          options: [...(isEnding(subject) ? [] : [later]), { value: "now", label: "Now" }],
        },
        { kind: "choice", name: "feedback", label: "Reason", initial: "none", options: FEEDBACK },
      ],
    };
  },
  read: readSubscription,
  prepare({ when, feedback }, subject, { current }) {
    const found = runningSubscription(current);
    if (found.kind === "problem") return found;
    const { subscription, item } = found;
    if (when !== "now" && when !== "period_end") return problem("Choose when it ends.", "when");
    if (!FEEDBACK.some(({ value }) => value === feedback))
      return problem("Choose a reason.", "feedback");
    const details = feedback === "none" ? {} : { cancellation_details: { feedback } };
    const basis = `${subscription.status}, ends ${subscription.cancel_at ?? "open"}`;
    const end = item.current_period_end;
    if (when === "now")
      return {
        kind: "ready",
        operation: "subscriptions.cancel",
        input: { id: subscription.id, ...details },
        gives: null,
        basis,
        button: "Cancel now",
        effects: [
          "The subscription ends at once. It cannot be started again; the customer would need a new one.",
          "Nothing is refunded for the rest of the period. Open invoices stay open.",
        ],
        done: "The subscription was canceled.",
      };
    return {
      kind: "ready",
      operation: "subscriptions.update",
      input: { id: subscription.id, cancel_at_period_end: true, ...details },
      gives: null,
      basis,
      button: "Cancel at the end of the period",
      effects: [
        end === undefined
          ? "The subscription goes on until the end of the paid period, and is not renewed."
          : `The subscription goes on until ${dayOf(end, subject)}, and is not renewed.`,
        "Until then you can keep it.",
      ],
      done: "The subscription ends with its period.",
    };
  },
  changes: changesSubscription,
};

/** Takes back a planned end. */
export const keep: ObjectAction = {
  type: "subscription",
  label: "Keep",
  isDestructive: false,
  form: (subject) =>
    isRunning(subject) && isEnding(subject)
      ? { title: `Keep ${whose(subject, "this")}`, fields: [] }
      : null,
  read: readSubscription,
  prepare(_values, subject, { current }) {
    const found = runningSubscription(current);
    if (found.kind === "problem") return found;
    const { subscription, item } = found;
    const { cancel_at_period_end: atEnd, cancel_at: at } = subscription;
    if (!atEnd && !at) return problem("Its end is not planned any more.");
    const end = item.current_period_end;
    return {
      kind: "ready",
      operation: "subscriptions.update",
      input: {
        id: subscription.id,
        ...(atEnd ? { cancel_at_period_end: false } : { cancel_at: "" }),
      },
      gives: null,
      basis: `ends ${at ?? end ?? "with its period"}`,
      button: "Keep the subscription",
      effects: [
        end === undefined
          ? "The subscription goes on and is renewed as before."
          : `The subscription goes on. It is renewed on ${dayOf(end, subject)}.`,
      ],
      done: "The subscription goes on.",
    };
  },
  changes: changesSubscription,
};

/** The ways in which Stripe treats invoices during a pause. Source: docs.stripe.com/billing/subscriptions/pause-payment, read 2026-11. */
const PAUSES = [
  {
    value: "void",
    label: "The customer owes nothing",
    effect: "Invoices that come meanwhile are void: the customer owes nothing for that time.",
  },
  {
    value: "keep_as_draft",
    label: "Keep invoices as drafts, to collect them later",
    effect: "Invoices that come meanwhile wait as drafts. You can finalize them later.",
  },
  {
    value: "mark_uncollectible",
    label: "Count invoices as bad debts",
    effect: "Invoices that come meanwhile are marked as uncollectible.",
  },
];

/** Stops collecting for a while. */
export const pause: ObjectAction = {
  type: "subscription",
  label: "Pause payments",
  isDestructive: false,
  form: (subject) =>
    isRunning(subject) && !isPaused(subject)
      ? {
          title: `Pause the payments of ${whose(subject, "this")}`,
          fields: [
            {
              kind: "choice",
              name: "behavior",
              label: "Invoices meanwhile",
              initial: "void",
              options: PAUSES.map(({ value, label }) => ({ value, label })),
            },
          ],
        }
      : null,
  read: readSubscription,
  prepare({ behavior }, _subject, { current }) {
    const found = runningSubscription(current);
    if (found.kind === "problem") return found;
    const chosen = PAUSES.find(({ value }) => value === behavior);
    if (!chosen) return problem("Choose what becomes of the invoices.", "behavior");
    return {
      kind: "ready",
      operation: "subscriptions.update",
      input: { id: found.subscription.id, pause_collection: { behavior: chosen.value } },
      gives: null,
      basis: `paused ${JSON.stringify(found.subscription["pause_collection"] ?? null)}`,
      button: "Pause payments",
      effects: [
        "Stripe collects nothing until you resume. The subscription stays active, so the customer keeps what they have.",
        chosen.effect,
      ],
      done: "Payments are paused.",
    };
  },
  changes: changesSubscription,
};

/** Collects again. */
export const resume: ObjectAction = {
  type: "subscription",
  label: "Resume payments",
  isDestructive: false,
  form: (subject) =>
    isRunning(subject) && isPaused(subject)
      ? { title: `Resume the payments of ${whose(subject, "this")}`, fields: [] }
      : null,
  read: readSubscription,
  prepare(_values, subject, { current }) {
    const found = runningSubscription(current);
    if (found.kind === "problem") return found;
    const { subscription, item } = found;
    if (!subscription["pause_collection"]) return problem("Payments are not paused any more.");
    const end = item.current_period_end;
    return {
      kind: "ready",
      operation: "subscriptions.update",
      input: { id: subscription.id, pause_collection: "" },
      gives: null,
      basis: `paused ${JSON.stringify(subscription["pause_collection"])}`,
      button: "Resume payments",
      effects: [
        end === undefined || isEnding(subject)
          ? "Stripe collects invoices again from the next one on."
          : `Stripe collects invoices again, the next one on ${dayOf(end, subject)}.`,
        "Invoices of the pause stay as they are.",
      ],
      done: "Payments are collected again.",
    };
  },
  changes: changesSubscription,
};
