import type { BusinessObject } from "../contracts/objects";
import type { PayoutEntries, PayoutTotal } from "../contracts/payouts";
import { formatMinor } from "../core/money";
import { humanise } from "../core/text";
import { formatDateTime } from "../core/time";
import { pageIn } from "./accounts";
import type { CellContext } from "./cells";
import type { AmountLine } from "./detail-types";
import { entryText } from "./words";

/** One line of a payout's table. Amounts are texts with their currency. */
export interface PayoutRow {
  readonly id: string;
  /** Page of the payment; `null` for entries of no payment. */
  readonly href: string | null;
  readonly person: string | null;
  readonly personHref: string | null;
  readonly what: string;
  readonly gross: string;
  readonly fee: string;
  readonly net: string;
  readonly date: string;
}

/** The entries of a payout as its page shows them. */
export interface PayoutView {
  readonly breakdown: readonly AmountLine[];
  readonly rows: readonly PayoutRow[];
  /** Entries that the lists leave out, in a sentence; `null` if they are complete. */
  readonly note: string | null;
}

const CATEGORIES: Readonly<Record<string, string>> = {
  charge: "Payments",
  refund: "Refunds",
  refund_failure: "Failed refunds",
  dispute: "Disputes",
  dispute_reversal: "Disputes won",
  fee: "Other Stripe fees",
  payout_reversal: "Payouts that came back",
  topup: "Top-ups",
};

const categoryText = (category: string | null): string =>
  category === null ? "Other" : (CATEGORIES[category] ?? humanise(category));

/** Sentences about the money, by the payout's status. */
const OUTCOMES: Readonly<Record<string, string>> = {
  paid: "Paid out",
  pending: "To be paid out",
  in_transit: "On its way to your bank",
  failed: "Not paid out: it failed",
  canceled: "Not paid out: it was canceled",
};

const netOf = (totals: readonly PayoutTotal[]) => totals.reduce((sum, { net }) => sum + net, 0);

/** The part of a payout's amount that belongs to erased customers, whose entries are not kept; 0 if nobody was erased. */
const erasedOf = (payout: BusinessObject, of: PayoutEntries): number =>
  of.hasErased && (of.totals.length > 0 || isAllErased(payout, of)) && payout.amount !== null
    ? payout.amount - netOf(of.totals)
    : 0;

/** True if every entry of a payout belonged to an erased customer: none is left, although Stripe has listed them and they were read. */
const isAllErased = (
  { data }: BusinessObject,
  { totals, hasErased, isRead }: PayoutEntries,
): boolean =>
  hasErased &&
  isRead &&
  totals.length === 0 &&
  data["automatic"] !== false &&
  data["reconciliation_status"] !== "in_progress";

function breakdownOf(payout: BusinessObject, entries: PayoutEntries): AmountLine[] {
  const { totals } = entries;
  const currency = payout.currency ?? "usd";
  const erased = erasedOf(payout, entries);
  if (totals.length === 0 && erased === 0) return [];
  const money = (minor: number) => formatMinor(minor, currency).replace("-", "−");
  const fees = totals.reduce((sum, { fee }) => sum + fee, 0);
  return [
    ...totals.map(({ category, count, amount }) => ({
      label: `${categoryText(category)} (${count.toLocaleString("en-US")})`,
      text: money(amount),
    })),
    ...(fees === 0 ? [] : [{ label: "Fees", text: money(-fees) }]),
    ...(erased === 0 ? [] : [{ label: "Payments of erased customers", text: money(erased) }]),
    {
      label: OUTCOMES[payout.status ?? ""] ?? "Total",
      text: money(netOf(totals) + erased),
      isTotal: true,
    },
  ];
}

/** Says what is missing of the entries: not listed by the provider, or not yet. */
function noteOf(payout: BusinessObject, of: PayoutEntries): string | null {
  const { amount, currency, data } = payout;
  const { entries, totals } = of;
  if (data["automatic"] === false)
    return "This payout was sent by hand. Stripe does not say which payments are in it.";
  if (isAllErased(payout, of))
    return "The customers whose payments are in this payout were erased. Nothing is kept of these payments but their sum.";
  if (totals.length === 0)
    return "The payments in this payout appear here as soon as Stripe has listed them and the import has read them.";
  const net = netOf(totals) + erasedOf(payout, of);
  const count = totals.reduce((sum, total) => sum + total.count, 0);
  if (amount !== null && currency !== null && net !== amount)
    return `The entries that are known so far add up to ${formatMinor(net, currency)} of ${formatMinor(amount, currency)}.`;
  return entries.length < count
    ? `The ${entries.length.toLocaleString("en-US")} newest of ${count.toLocaleString("en-US")} entries. The totals are of all.`
    : null;
}

/** Composes what a payout's page shows of its entries. Pure. */
export function payoutView(
  payout: BusinessObject,
  of: PayoutEntries,
  { timeZone, account }: Pick<CellContext, "timeZone" | "account">,
): PayoutView {
  const page = (type: string, id: string | null) =>
    id === null ? null : pageIn(account, type, id);
  const rows = of.entries.map((entry): PayoutRow => {
    const money = (minor: number) => formatMinor(minor, entry.currency).replace("-", "−");
    const category = entry.category ?? "other";
    const kind = entryText(category);
    return {
      id: entry.id,
      href: page("payment", entry.payment),
      person: entry.person,
      personHref: page("customer", entry.customer),
      what:
        [category === "charge" ? null : kind, entry.description]
          .filter((part) => part !== null)
          .join(": ") || kind,
      gross: money(entry.amount),
      fee: entry.fee === 0 ? "—" : money(-entry.fee),
      net: money(entry.net),
      date: formatDateTime(entry.created, timeZone, "short-date"),
    };
  });
  return {
    breakdown: breakdownOf(payout, of),
    rows,
    note: noteOf(payout, of),
  };
}
