import { formatMinor } from "@/lib/core/money";

import type { ActionSubject, ActionValues, ObjectAction, TextActionField } from "../../types";
import { objectIn, textIn } from "../objects/read";
import { dispute as disputeSchema } from "../schemas";
import { problem, UNREADABLE } from "./problem";

/** Statuses in which an answer counts. Source: docs.stripe.com/api/disputes/object, read 2026-11. */
const OPEN = new Set(["needs_response", "warning_needs_response"]);

const isOpen = ({ status, currency }: ActionSubject) => OPEN.has(status ?? "") && currency !== null;

const read: ObjectAction["read"] = ({ id }) => ({ operation: "disputes.get", input: { id } });

const changes: ObjectAction["changes"] = ({ id, data }) => {
  const [charge, intent] = [textIn(data, "charge"), textIn(data, "payment_intent")];
  return [
    { type: "dispute", id },
    ...(charge === null ? [] : [{ type: "charge", id: charge }]),
    ...(intent === null ? [] : [{ type: "payment_intent", id: intent }]),
  ];
};

/** The dispute, if it still waits for an answer. */
function openDispute(current: unknown) {
  const found = disputeSchema.safeParse(current).data;
  if (!found) return UNREADABLE;
  if (!OPEN.has(found.status))
    return problem(
      "This dispute was answered or decided already. Reload the page to see its state.",
    );
  if (found.evidence_details?.past_due)
    return problem("The time to answer is over. The bank decides without your evidence.");
  return { kind: "open", dispute: found } as const;
}

/** Max characters of one text, well below the 150,000 of all. Source: docs.stripe.com/disputes/responding, read 2026-11. */
const MAX_TEXT = 18_000;

const TEXTS = [
  {
    name: "uncategorized_text",
    label: "What happened",
    hint: "Tell the bank why the payment is right.",
  },
  { name: "product_description", label: "What was sold" },
  { name: "shipping_tracking_number", label: "Tracking number" },
  { name: "customer_purchase_ip", label: "IP address of the order" },
  { name: "refund_policy_disclosure", label: "How the refund policy was shown" },
] as const;

/** What was saved as a draft at Stripe. */
function savedText(data: ActionSubject["data"], name: string): string | null {
  const value = objectIn(data, "evidence")[name];
  return typeof value === "string" && value !== "" ? value : null;
}

const fieldsOf = ({ data }: ActionSubject): TextActionField[] =>
  TEXTS.map((field) => ({
    kind: "text",
    name: field.name,
    label: field.label,
    hint: "hint" in field ? field.hint : undefined,
    initial: savedText(data, field.name),
    maxLength: MAX_TEXT,
  }));

/** The texts to store; one that was saved and is empty now is cleared. */
const writtenIn = (values: ActionValues, { data }: ActionSubject): [string, string][] =>
  TEXTS.flatMap(({ name }) => {
    const value = values[name];
    const text = typeof value === "string" ? value.trim() : "";
    return text !== "" || savedText(data, name) !== null ? [[name, text]] : [];
  });

/** Sends evidence to the bank, once. */
export const contest: ObjectAction = {
  type: "dispute",
  label: "Send evidence",
  isDestructive: false,
  form(subject) {
    if (!isOpen(subject)) return null;
    const amount = formatMinor(subject.amount ?? 0, subject.currency ?? "");
    return {
      title: `Answer the dispute over ${amount}`,
      fields: [
        ...fieldsOf(subject),
        {
          kind: "choice",
          name: "submit",
          label: "When to send it",
          initial: "later",
          options: [
            { value: "later", label: "Save it at Stripe as a draft" },
            { value: "now", label: "Send it to the bank now" },
          ],
        },
      ],
    };
  },
  read,
  prepare(values, subject, { current }) {
    const found = openDispute(current);
    if (found.kind === "problem") return found;
    const { id, status, currency, amount, evidence_details: details } = found.dispute;
    const evidence = writtenIn(values, subject);
    const given = evidence.filter(([, text]) => text !== "");
    if (given.length === 0) return problem("Write at least what happened.", "uncategorized_text");
    const tooLong = evidence.find(([, text]) => text.length > MAX_TEXT);
    if (tooLong)
      return problem(`Use at most ${MAX_TEXT.toLocaleString("en")} characters.`, tooLong[0]);
    const { submit } = values;
    if (submit !== "now" && submit !== "later") return problem("Choose when to send it.", "submit");
    const isNow = submit === "now";
    const money = formatMinor(amount, currency.toLowerCase());
    const labels = TEXTS.filter(({ name }) => given.some(([key]) => key === name));
    return {
      kind: "ready",
      operation: "disputes.update",
      input: { id, evidence: Object.fromEntries(evidence), submit: isNow },
      gives: null,
      basis: `${status}, ${details?.submission_count ?? 0} sent`,
      button: isNow ? "Send evidence" : "Save draft",
      effects: [
        `Stripe gets: ${labels.map(({ label }) => label.toLowerCase()).join(", ")}.`,
        ...(isNow
          ? [
              `The bank of ${subject.customerName ?? "the customer"} decides about ${money}, which can take two to three months.`,
              "Evidence can be sent once. Files are added on Stripe's page before you send it.",
            ]
          : ["Nothing goes to the bank yet. You can change the draft until you send it."]),
      ],
      done: isNow ? "The evidence was sent to the bank." : "The draft was saved at Stripe.",
    };
  },
  changes,
};

/** Accepts the loss of a disputed payment. */
export const accept: ObjectAction = {
  type: "dispute",
  label: "Accept the dispute",
  isDestructive: true,
  form(subject) {
    // An inquiry has cost nothing yet; who agrees with the customer refunds the payment.
    if (!isOpen(subject) || subject.status !== "needs_response") return null;
    const amount = formatMinor(subject.amount ?? 0, subject.currency ?? "");
    return { title: `Accept the dispute over ${amount}`, fields: [] };
  },
  read,
  prepare(_values, subject, { current }) {
    const found = openDispute(current);
    if (found.kind === "problem") return found;
    const { id, status, amount, currency } = found.dispute;
    const money = formatMinor(amount, currency.toLowerCase());
    return {
      kind: "ready",
      operation: "disputes.close",
      input: { id },
      basis: status,
      gives: { amount, currency: currency.toLowerCase() },
      button: `Accept the loss of ${money}`,
      effects: [
        `${money} stays with ${subject.customerName ?? "the customer"}, and Stripe keeps the fee of the dispute.`,
        "The dispute counts as lost. It cannot be contested any more.",
      ],
      done: "The dispute was accepted.",
    };
  },
  changes,
};
