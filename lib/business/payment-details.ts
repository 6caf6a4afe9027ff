import type { BusinessObject } from "../contracts/objects";
import { formatMinor } from "../core/money";
import { humanise } from "../core/text";
import { formatDateTime } from "../core/time";
import { pageIn } from "./accounts";
import { declineOf } from "./declines";
import type { AmountLine, Moment, OwnDetails, Related } from "./detail-types";
import { dataIn, dateIn, numberIn, textIn } from "./read";
import { statusView } from "./statuses";
import { methodText } from "./words";

const ofType = (related: readonly BusinessObject[], type: string) =>
  related.filter((one) => one.type === type);

/** The gross, fees and net of a payment, in the currency of the balance. */
function breakdown({ object, related }: Related): AmountLine[] {
  const entries = ofType(related, "balance_transaction");
  const [charge] = entries.filter(({ label }) => label === "charge");
  if (!charge || charge.currency === null || charge.amount === null) return [];
  const { currency } = charge;
  const money = (minor: number) => formatMinor(minor, currency).replace("-", "−");
  const fees = entries.reduce((sum, { data }) => sum + (numberIn(data, "fee") ?? 0), 0);
  const others = entries.filter((entry) => entry !== charge && entry.amount !== null);
  const taken = others.map(({ label, amount }) => ({
    label: humanise(label ?? "Other"),
    text: money(amount ?? 0),
  }));
  const net = entries.reduce((sum, { data }) => sum + (numberIn(data, "net") ?? 0), 0);
  const isExchanged = object.currency !== currency;
  return [
    {
      label: isExchanged ? "Customer paid, exchanged" : "Customer paid",
      text: money(charge.amount),
    },
    ...taken,
    ...(fees === 0 ? [] : [{ label: "Fees", text: money(-fees) }]),
    { label: "Net", text: money(net), isTotal: true },
  ];
}

function attempts(charges: readonly BusinessObject[]): Moment[] {
  return charges.flatMap((charge): Moment[] => {
    const method = methodText({
      ...dataIn(
        dataIn(charge.data, "payment_method_details"),
        textIn(dataIn(charge.data, "payment_method_details"), "type") ?? "",
      ),
      type: textIn(dataIn(charge.data, "payment_method_details"), "type"),
    });
    if (charge.data["status"] === "failed") {
      const decline = declineOf(
        textIn(charge.data, "failure_code"),
        textIn(dataIn(charge.data, "outcome"), "reason"),
      );
      return [
        {
          title: `Payment failed${decline ? `: ${decline.reason.toLowerCase()}` : ""}`,
          note: method,
          at: charge.created,
          tone: "danger",
        },
      ];
    }
    const isHold = charge.data["captured"] === false;
    return [
      {
        title: isHold ? "Payment authorized" : "Payment succeeded",
        note: method,
        at: charge.created,
        tone: isHold ? "info" : "success",
      },
    ];
  });
}

function timeline({ object, related, context }: Related): Moment[] {
  const money = (one: BusinessObject) =>
    one.amount === null || one.currency === null ? "" : formatMinor(one.amount, one.currency);
  const refunds = ofType(related, "refund").map((refund): Moment => ({
    title: `Refund of ${money(refund)}: ${statusView("refund", refund.status ?? "").label.toLowerCase()}`,
    note: refund.label === null ? null : humanise(refund.label),
    at: refund.created,
    tone: refund.status === "failed" ? "danger" : "neutral",
  }));
  const disputes = ofType(related, "dispute").map((dispute): Moment => ({
    title: `Dispute of ${money(dispute)}: ${statusView("dispute", dispute.status ?? "").label.toLowerCase()}`,
    note: dispute.label === null ? null : humanise(dispute.label),
    at: dispute.created,
    tone: dispute.status === "won" ? "success" : "warning",
  }));
  const warnings = ofType(related, "radar.early_fraud_warning").map((warning): Moment => ({
    title: "The customer’s bank reported fraud",
    note: warning.label === null ? null : humanise(warning.label),
    at: warning.created,
    tone: warning.status === "actionable" ? "danger" : "neutral",
  }));
  const reviews = ofType(related, "review").map((review): Moment => ({
    title:
      review.status === "open"
        ? "Waits for your review"
        : `Review closed: ${humanise(review.label ?? "closed").toLowerCase()}`,
    at: review.created,
    tone: review.status === "open" ? "warning" : "neutral",
  }));
  const available = ofType(related, "balance_transaction")
    .filter(({ label }) => label === "charge")
    .flatMap(({ data }): Moment[] => {
      const on = dateIn(data, "available_on");
      const isThere = data["status"] === "available";
      return on === null
        ? []
        : [
            {
              title: isThere ? "Available in your balance" : "Will be available in your balance",
              at: on,
              isDay: true,
              tone: "neutral",
            },
          ];
    });
  const payouts = ofType(related, "payout").map((payout): Moment => {
    const isOver = payout.status === "failed" || payout.status === "canceled";
    const isThere = payout.status === "paid";
    return {
      title: isOver
        ? `In a payout that ${payout.status === "failed" ? "failed" : "was canceled"}`
        : `In a payout ${isThere ? "that arrived at" : "on its way to"} your bank`,
      note: `Payout of ${money(payout)}`,
      href: pageIn(context.account, "payout", payout.id),
      at: isOver ? payout.created : (dateIn(payout.data, "arrival_date") ?? payout.created),
      isDay: !isOver && dateIn(payout.data, "arrival_date") !== null,
      tone: isOver ? "warning" : "neutral",
    };
  });
  const started: Moment = { title: "Payment started", at: object.created, tone: "neutral" };
  const radar = [...warnings, ...reviews];
  const all = [
    ...refunds,
    ...disputes,
    ...radar,
    ...payouts,
    ...available,
    ...attempts(ofType(related, "charge")),
  ];
  const newestFirst = all.toSorted((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0));
  return [...newestFirst, started];
}

const HOLD_MS = 7 * 86_400_000;

/** The time until which a held amount can be captured: as the charge says, else seven days. */
function captureBefore({ object, related }: Related): Date {
  const charges = ofType(related, "charge").filter(({ data }) => data["captured"] === false);
  const named = charges.map(({ data }) => {
    const details = dataIn(data, "payment_method_details");
    return dateIn(dataIn(details, textIn(details, "type") ?? ""), "capture_before");
  });
  const from = charges[0]?.created ?? object.created;
  return named.find((date) => date !== null) ?? new Date(from.getTime() + HOLD_MS);
}

/** Advice about a payment in a sentence; `null` if there is none. */
function adviceOf(of: Related): string | null {
  const { object, related, context } = of;
  const isOpen = (type: string, status: string) =>
    ofType(related, type).some((one) => one.status === status);
  if (isOpen("radar.early_fraud_warning", "actionable"))
    return "The customer’s bank reported this payment as fraud. Refund it now if you do not know the customer: the dispute that is likely to follow costs a fee.";
  if (isOpen("review", "open"))
    return "Radar is not sure about this payment. Approve it or refund it in Stripe.";
  if (object.status === "failed") {
    const failure = dataIn(object.data, "failure");
    const decline = declineOf(textIn(failure, "code"), textIn(failure, "declineCode"));
    return decline && `${decline.reason}. ${decline.advice}`;
  }
  if (object.status === "uncaptured")
    return `The money is held on the customer’s card. Capture it until ${formatDateTime(captureBefore(of), context.timeZone)}, or the hold ends.`;
  return object.status === "disputed"
    ? "The customer’s bank asked for the money back. Open the dispute to see until when you can respond."
    : null;
}

/** Parts that only the page of a payment shows: its course, its net amount and advice. */
export function paymentDetails(of: Related): OwnDetails {
  return { advice: adviceOf(of), timeline: timeline(of), breakdown: breakdown(of) };
}
