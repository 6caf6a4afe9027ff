import type { ObjectList } from "../contracts/objects";
import { PAID_STATUSES } from "../contracts/outcomes";
import { formatMinor } from "../core/money";
import type { ListSpec } from "./lists";

/** A rule by which amounts of one type are added up. */
export interface TotalRule {
  /** The amount that counts. */
  readonly of: "amount" | "net";
  /** Statuses that are added up unless the filter names statuses itself; `null`: all. */
  readonly statuses: readonly string[] | null;
  /** Follows the sum of all statuses, such as “$20.00 succeeded”. */
  readonly word: string | null;
}

const ALL: TotalRule = { of: "amount", statuses: null, word: null };

const RULES: Readonly<Record<string, TotalRule>> = {
  payment: { of: "amount", statuses: PAID_STATUSES, word: "succeeded" },
  payout: {
    of: "amount",
    statuses: ["paid", "pending", "in_transit"],
    word: "without failed and canceled ones",
  },
  invoice: { of: "amount", statuses: ["open", "paid"], word: "open or paid" },
  refund: {
    of: "amount",
    statuses: ["succeeded", "pending", "requires_action"],
    word: "without failed and canceled ones",
  },
  balance_transaction: { of: "net", statuses: null, word: "net" },
};

/** The rule by which amounts of a type are added up. */
export const totalRule = (type: string): TotalRule => RULES[type] ?? ALL;

const counted = (count: number) => count.toLocaleString("en-US");

/** Summarises what matches a list's filter: `3,031 payments · $223,491.17 succeeded`. */
export function summaryOf(
  { totals, isCountCapped }: Pick<ObjectList, "totals" | "isCountCapped">,
  { type, one, plural }: Pick<ListSpec, "type" | "one" | "plural">,
  /** The statuses of the tab; `null` where the list shows all. */
  statuses: readonly string[] | null,
): string {
  if (isCountCapped) return `More than ${counted(10_000)} match`;
  const count = totals.reduce((all, total) => all + total.count, 0);
  const things = `${counted(count)} ${count === 1 ? one : plural}`;
  const sums = totals.flatMap(({ currency, sum }) =>
    currency === null || sum === null ? [] : [formatMinor(sum, currency)],
  );
  if (sums.length === 0 || type === "subscription") return things;
  const { of, word } = totalRule(type);
  const isNamed = word !== null && (of === "net" || statuses === null);
  return `${things} · ${sums.join(" · ")}${isNamed ? ` ${word}` : ""}`;
}
