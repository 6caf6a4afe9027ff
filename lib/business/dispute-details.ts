import { formatMinor } from "../core/money";
import { formatDateTime } from "../core/time";
import { pageIn } from "./accounts";
import type { Moment, OwnDetails, Related } from "./detail-types";
import { disputeReason, proofFor } from "./dispute-reasons";
import { dataIn, dateIn } from "./read";
import { titleOf } from "./words";

const dueOf = ({ object }: Related) => dateIn(dataIn(object.data, "evidence_details"), "due_by");

const isAnswerable = ({ object: { status } }: Related): boolean =>
  status === "needs_response" || status === "warning_needs_response";

function timeline(of: Related): Moment[] {
  const { object, related, context } = of;
  const { status, label } = object;
  const isOpen = isAnswerable(of);
  const due = dueOf(of);
  const movements = related
    .filter(({ type, parent }) => type === "balance_transaction" && parent === object.id)
    .map(({ amount, currency, created }): Moment => {
      const isBack = (amount ?? 0) > 0;
      return {
        title: isBack ? "The money came back to you" : "The bank took the money back",
        note:
          amount === null || currency === null
            ? null
            : formatMinor(amount, currency).replace("-", "−"),
        at: created,
        tone: isBack ? "success" : "neutral",
      };
    });
  const payments = related
    .filter(({ type }) => type === "payment")
    .map((payment): Moment => ({
      title: "Payment",
      note: titleOf(payment, context.names),
      href: pageIn(context.account, "payment", payment.id),
      at: payment.created,
      tone: "neutral",
    }));
  const endings: Readonly<Record<string, Moment>> = {
    won: { title: "You won the dispute", at: null, tone: "success" },
    lost: { title: "You lost the dispute", at: null, tone: "danger" },
    warning_closed: { title: "The inquiry was closed", at: null, tone: "neutral" },
    under_review: { title: "The bank reviews your response", at: null, tone: "info" },
    warning_under_review: { title: "The bank reviews your response", at: null, tone: "info" },
  };
  const ending = endings[status ?? ""];
  const dated: Moment[] = [
    ...movements,
    {
      title: "The dispute was opened",
      note: label === null ? null : disputeReason(label),
      at: object.created,
      tone: "warning",
    },
    ...payments,
  ];
  return [
    ...(ending ? [ending] : []),
    ...(isOpen && due !== null
      ? [{ title: "Your response is due", at: due, tone: "warning" } as const]
      : []),
    ...dated.toSorted((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0)),
  ];
}

function adviceOf(of: Related): string | null {
  const { status, label } = of.object;
  const due = dueOf(of);
  const isLate = dataIn(of.object.data, "evidence_details")["past_due"] === true;
  if (isLate && due !== null && isAnswerable(of))
    return `The time to respond ended on ${formatDateTime(due, of.context.timeZone)}. The bank decides without your response.`;
  const until = due === null ? "soon" : `until ${formatDateTime(due, of.context.timeZone)}`;
  if (status === "needs_response")
    return `Respond in Stripe ${until}, or accept the dispute. ${proofFor(label)} Without a response the customer keeps the money.`;
  if (status === "warning_needs_response")
    return `The bank asks about the payment; no money was taken yet. Respond in Stripe ${until}, or refund the payment to prevent a dispute. ${proofFor(label)}`;
  if (status === "under_review" || status === "warning_under_review")
    return "Your response is with the bank. Its answer can take up to 75 days.";
  return null;
}

/** Composes what only the page of a dispute shows: how it went, until when to respond, and with what. */
export const disputeDetails = (of: Related): OwnDetails => ({
  advice: adviceOf(of),
  timeline: timeline(of),
  breakdown: [],
});
