import type { BusinessObject } from "../contracts/objects";
import { formatMinor } from "../core/money";
import { humanise } from "../core/text";
import { declineOf } from "./declines";
import type { AmountLine, Details, Moment, Related } from "./detail-types";
import { dataIn, dateIn, numberIn, textIn } from "./read";
import { statusView } from "./statuses";
import { methodText } from "./words";

const ofType = (related: readonly BusinessObject[], type: string) =>
  related.filter((one) => one.type === type);

/** What the customer paid, what was taken from it, and what is left, in the currency of the balance. */
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

function timeline({ object, related }: Related): Moment[] {
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
              tone: "neutral",
            },
          ];
    });
  const started: Moment = { title: "Payment started", at: object.created, tone: "neutral" };
  const all = [...refunds, ...disputes, ...available, ...attempts(ofType(related, "charge"))];
  const newestFirst = all.toSorted((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0));
  return [...newestFirst, started];
}

/** What only the page of a payment shows: how it came about, what is kept of it, and what to do. */
export function paymentDetails(of: Related): Pick<Details, "advice" | "timeline" | "breakdown"> {
  const { object } = of;
  const failure = dataIn(object.data, "failure");
  const decline = declineOf(textIn(failure, "code"), textIn(failure, "declineCode"));
  const advice =
    object.status === "failed"
      ? decline && `${decline.reason}. ${decline.advice}`
      : object.status === "uncaptured"
        ? "The money is held on the customer’s card. Capture it in Stripe within seven days, or the hold ends."
        : object.status === "disputed"
          ? "The customer’s bank asked for the money back. Open the dispute to see until when you can respond."
          : null;
  return { advice, timeline: timeline(of), breakdown: breakdown(of) };
}
