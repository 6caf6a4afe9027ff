import { addDays } from "../core/days";
import { MOVEMENTS, NO_MOVEMENTS, type Movement, type MovementSums } from "./movements";
import { churnRate, type SubscriberCounts } from "./rates";
import { add, rational, round, sum, ZERO, type Rational } from "./rational";

/** A sum of changes of one day and kind, with one denominator. Part 0 is all that was before the first day. */
export interface DaySum {
  readonly part: number;
  readonly kind: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly customers: number;
}

/** The movements of a time, and how many customers each is of. */
export interface Moves {
  readonly sums: MovementSums;
  readonly customers: Readonly<Record<Movement, number>>;
}

const NOBODY: Moves["customers"] = {
  new: 0,
  reactivation: 0,
  expansion: 0,
  contraction: 0,
  churn: 0,
};

/** Days of churn: a fixed window, whatever time is looked at. */
export const CHURN_DAYS = 30;

const isMovement = (kind: string): kind is Movement =>
  (MOVEMENTS as readonly string[]).includes(kind);

function movesOf(sums: readonly DaySum[]): Moves {
  const amounts = { ...NO_MOVEMENTS };
  const customers = { ...NOBODY };
  for (const { kind, numerator, denominator, customers: count } of sums) {
    if (!isMovement(kind)) continue;
    amounts[kind] = add(amounts[kind], rational(BigInt(numerator), BigInt(denominator)));
    customers[kind] += count;
  }
  return { sums: amounts, customers };
}

const subscribersIn = ({ customers }: Moves): number =>
  customers.new + customers.reactivation - customers.churn;

function together(all: readonly Moves[]): Moves {
  const amounts = { ...NO_MOVEMENTS };
  const customers = { ...NOBODY };
  for (const moves of all)
    for (const kind of MOVEMENTS) {
      amounts[kind] = add(amounts[kind], moves.sums[kind]);
      customers[kind] += moves.customers[kind];
    }
  return { sums: amounts, customers };
}

/** Recurring revenue day by day. */
export class RecurringDays {
  readonly #first: string;
  readonly #moves: readonly Moves[];
  /** MRR and subscribers at the end of each day; the first entry is of the day before the first. */
  readonly #levels: readonly { readonly mrr: Rational; readonly subscribers: number }[];

  /** `days` are without a gap, from the oldest; the parts of `sums` count them from 1. */
  constructor(sums: readonly DaySum[], days: readonly string[]) {
    const byPart = Map.groupBy(sums, ({ part }) => part);
    const earlier = movesOf(byPart.get(0) ?? []);
    this.#first = days[0] ?? "";
    this.#moves = days.map((_, index) => movesOf(byPart.get(index + 1) ?? []));
    let mrr = sum(Object.values(earlier.sums));
    let subscribers = subscribersIn(earlier);
    const levels = [{ mrr, subscribers }];
    for (const moves of this.#moves) {
      mrr = sum([mrr, ...Object.values(moves.sums)]);
      subscribers += subscribersIn(moves);
      levels.push({ mrr, subscribers });
    }
    this.#levels = levels;
  }

  /** Place of a day among the levels; days outside of what is known are taken for the nearest. */
  #index(day: string): number {
    const days = Math.round((Date.parse(day) - Date.parse(this.#first)) / 86_400_000) + 1;
    return Math.max(0, Math.min(this.#levels.length - 1, days));
  }

  /** MRR and subscribers at the end of a day. */
  at(day: string): { readonly mrr: Rational; readonly subscribers: number } {
    return this.#levels[this.#index(day)] ?? { mrr: ZERO, subscribers: 0 };
  }

  /** The movements from the beginning of a day to the end of another. */
  between(from: string, to: string): Moves {
    return together(this.#moves.slice(this.#index(addDays(from, -1)), this.#index(to)));
  }

  /** Subscribers of the 30 days that end with a day. */
  subscribersUntil(day: string): SubscriberCounts {
    const { customers } = this.between(addDays(day, 1 - CHURN_DAYS), day);
    return {
      active: this.at(addDays(day, -CHURN_DAYS)).subscribers,
      added: customers.new,
      churned: customers.churn,
    };
  }

  /** Churn at the end of a day; `null` while there is nobody who could go. */
  churnAt(day: string): number | null {
    return churnRate(this.subscribersUntil(day)).value;
  }
}

/** The days from one to another, both included. */
export function daysBetween(from: string, to: string): string[] {
  const found: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) found.push(day);
  return found;
}

/** Movements in whole minor units that add up: the levels between them are rounded, and not the movements. */
export function roundedMovements(
  start: Rational,
  { sums, customers }: Moves,
): {
  start: number;
  end: number;
  moves: { kind: Movement; value: number; customers: number }[];
} {
  let level = start;
  const moves = MOVEMENTS.map((kind) => {
    const next = add(level, sums[kind]);
    const value = round(next) - round(level);
    level = next;
    return { kind, value, customers: customers[kind] };
  });
  return { start: round(start), end: round(level), moves };
}
