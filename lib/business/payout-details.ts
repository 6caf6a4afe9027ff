import { formatMinor } from "../core/money";
import type { Moment, OwnDetails, Related } from "./detail-types";
import { payoutFailure } from "./payout-failures";
import { dateIn, textIn } from "./read";

const isOver = ({ object: { status } }: Related): boolean =>
  status === "failed" || status === "canceled";

/** The balance transaction that brought the money of a payout back. */
const returnOf = ({ object, related }: Related) =>
  related.find(
    ({ type, id, parent, amount }) =>
      type === "balance_transaction" &&
      (id === textIn(object.data, "failure_balance_transaction") ||
        (parent === object.id && (amount ?? 0) > 0)),
  );

const failureOf = ({ object: { data } }: Related) =>
  payoutFailure(textIn(data, "failure_code"), textIn(data, "failure_message"));

function ending(of: Related): Moment[] {
  const { status, data } = of.object;
  const back = returnOf(of);
  const returned: Moment[] = back
    ? [
        {
          title: "The money returned to your Stripe balance",
          note:
            back.amount === null || back.currency === null
              ? null
              : formatMinor(back.amount, back.currency),
          at: back.created,
          tone: "neutral",
        },
      ]
    : [];
  if (status === "failed")
    return [
      ...returned,
      {
        title: "Payout failed",
        note: failureOf(of)?.reason ?? null,
        at: back?.created ?? null,
        tone: "danger",
      },
    ];
  if (status === "canceled")
    return [...returned, { title: "Payout canceled", at: back?.created ?? null, tone: "neutral" }];
  const arrival = dateIn(data, "arrival_date");
  if (arrival === null) return [];
  const isThere = status === "paid";
  return [
    {
      title: isThere ? "Arrived at your bank" : "Arrives at your bank",
      at: arrival,
      isDay: true,
      tone: isThere ? "success" : "info",
    },
  ];
}

function adviceOf(of: Related): string | null {
  if (!isOver(of)) return null;
  const back = returnOf(of)
    ? "The money is back in your Stripe balance."
    : "The money returns to your Stripe balance.";
  if (of.object.status === "canceled") return `The payout was canceled. ${back}`;
  const failure = failureOf(of);
  const why = failure ? `${failure.reason}. ${failure.advice}` : "The bank sent the money back.";
  return `${why} ${back} Stripe may send no further payouts until this is solved.`;
}

/** Composes what only the page of a payout shows: how it went, where its money is, and what to do. */
export const payoutDetails = (of: Related): OwnDetails => ({
  advice: adviceOf(of),
  timeline: [...ending(of), { title: "Payout sent", at: of.object.created, tone: "neutral" }],
  breakdown: [],
});
