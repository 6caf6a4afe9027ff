import { formatMinor } from "../../core/money";

/** What may move without asking, in minor units of a lower-case currency. */
export interface PlainMoneyLimit {
  readonly currency: string;
  readonly each: number;
  readonly perDay: number;
}

/** What a limit in money lets go, once an owner allows it. */
export function moneyWords({ currency, each, perDay }: PlainMoneyLimit): string {
  return `up to ${formatMinor(each, currency)} at once and ${formatMinor(perDay, currency)} in 24 hours`;
}
