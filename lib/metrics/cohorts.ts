/** A day on which a customer began or ceased to pay. */
export interface Turn {
  readonly customer: string;
  readonly day: string;
  readonly isActive: boolean;
}

/** Customers who first paid in a month, and how many of them still paid at the end of each month since. */
export interface Cohort {
  /** `2026-11`. */
  readonly month: string;
  readonly customers: number;
  /** From the cohort's own month on. The last value is of the month that is not over. */
  readonly kept: readonly number[];
}

const nextMonth = (month: string): string => {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
};

/** The months from `first` to `last`, both included. */
function monthsBetween(first: string, last: string): string[] {
  const found: string[] = [];
  for (let month = first; month <= last; month = nextMonth(month)) found.push(month);
  return found;
}

/** Groups customers by the month of their first payment and counts who stays. `today` is the last day that is counted. */
export function cohortsOf(turns: readonly Turn[], today: string, limit: number): Cohort[] {
  const last = today.slice(0, 7);
  const byCustomer = Map.groupBy(
    turns.toSorted((left, right) => (left.day < right.day ? -1 : left.day > right.day ? 1 : 0)),
    ({ customer }) => customer,
  );
  const byMonth = Map.groupBy(byCustomer.values(), ([first]) => first?.day.slice(0, 7) ?? last);
  return [...byMonth]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .slice(-limit)
    .map(([month, customers]) => ({
      month,
      customers: customers.length,
      kept: monthsBetween(month, last).map(
        (until) =>
          customers.filter(
            (own) => own.findLast(({ day }) => day.slice(0, 7) <= until)?.isActive === true,
          ).length,
      ),
    }));
}
