import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { addDays } from "../core/days";
import { waterfallsOf } from "./fixtures/waterfalls";
import { changesOf, MOVEMENTS, type Change, type Step } from "./movements";
import { rational, round, subtract, sum } from "./rational";
import { daysBetween, RecurringDays, roundedMovements } from "./recurring";

const DAY = 86_400;
const dayOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
const step = (
  day: number,
  subscription: string,
  customer: string,
  amount: number,
  currency = "usd",
): Step => ({
  at: day * DAY,
  subscription,
  customer,
  mrr: new Map([[currency, rational(amount)]]),
});
const movedBy = (changes: readonly Change[], kind: Change["kind"]) =>
  sum(
    changes.filter((one) => one.kind === kind).map(({ before, after }) => subtract(after, before)),
  );

/** 55 customers: 30 upgrade, 27 downgrade, all go once, 3 come back and go again. */
function fiftyFive(): Step[] {
  return Array.from({ length: 55 }, (_, index) => {
    const customer = `customer ${index}`;
    const first = index < 52 ? 40 : index === 52 ? 75 : 70;
    const up = index < 30 ? 22 : 0;
    const down = index < 28 ? 0 : index === 28 ? 35 : 20;
    const at = (day: number, amount: number) => step(day + index, `s${index}`, customer, amount);
    return [
      at(0, first),
      ...(up > 0 ? [at(100, first + up)] : []),
      ...(down > 0 ? [at(200, first + up - down)] : []),
      at(400, 0),
      ...(index < 3
        ? [
            step(500 + index, `again ${index}`, customer, 50),
            step(600 + index, `again ${index}`, customer, 0),
          ]
        : []),
    ];
  }).flat();
}

describe("movements", () => {
  it("of 55 customers are 2,295 · 150 · 660 · −555 · −2,550", () => {
    const changes = changesOf(fiftyFive(), dayOf);
    expect(
      MOVEMENTS.map((kind) => [
        round(movedBy(changes, kind)),
        changes.filter((one) => one.kind === kind).length,
      ]),
    ).toEqual([
      [2295, 55],
      [150, 3],
      [660, 30],
      [-555, 27],
      [-2550, 58],
    ]);
  });

  it("take a switch within a day for a downgrade", () => {
    const steps = [step(1, "a", "c", 50), step(9, "a", "c", 0), step(9, "b", "c", 30)];
    expect(changesOf(steps, dayOf).map(({ kind }) => kind)).toEqual(["new", "contraction"]);
  });

  it("take the end of one of two subscriptions for a downgrade", () => {
    const steps = [step(1, "a", "c", 50), step(2, "b", "c", 20), step(9, "a", "c", 0)];
    expect(changesOf(steps, dayOf).map(({ kind }) => kind)).toEqual([
      "new",
      "expansion",
      "contraction",
    ]);
  });

  it("leave out what came and went within a day", () => {
    expect(changesOf([step(1, "a", "c", 50), step(1.2, "a", "c", 0)], dayOf)).toEqual([]);
  });

  it("keep currencies apart", () => {
    const steps = [step(1, "a", "c", 50, "usd"), step(2, "b", "c", 7, "jpy")];
    expect(changesOf(steps, dayOf).map(({ currency, kind }) => [currency, kind])).toEqual([
      ["usd", "new"],
      ["jpy", "new"],
    ]);
  });
});

const anyStep = fc.record({
  day: fc.integer({ min: 0, max: 300 }),
  second: fc.integer({ min: 0, max: DAY - 1 }),
  subscription: fc.integer({ min: 0, max: 12 }),
  amount: fc.integer({ min: 0, max: 3 }),
  parts: fc.constantFrom(1, 3, 7, 12),
  currency: fc.constantFrom("usd", "jpy", "kwd"),
});
const anySteps = fc
  .uniqueArray(anyStep, {
    maxLength: 120,
    selector: ({ day, second, subscription }) => `${day} ${second} ${subscription}`,
  })
  .map((all) =>
    all.map(({ day, second, subscription, amount, parts, currency }): Step => ({
      at: day * DAY + second,
      subscription: `s${subscription}`,
      customer: `c${subscription % 5}`,
      mrr: new Map([[currency, rational(amount * 1000, parts)]]),
    })),
  );
const named = (changes: readonly Change[]) =>
  changes
    .map(({ day, customer, currency, kind, after }) =>
      [day, customer, currency, kind, after.numerator, after.denominator].join(" "),
    )
    .toSorted();

describe("whatever happens", () => {
  it("the order in which it becomes known does not matter", () => {
    fc.assert(
      fc.property(
        anySteps,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (steps, random) => {
          const shuffled = steps
            .map((one) => ({ one, place: random.next().value ?? 0 }))
            .toSorted((left, right) => left.place - right.place)
            .map(({ one }) => one);
          expect(named(changesOf(shuffled, dayOf))).toEqual(named(changesOf(steps, dayOf)));
        },
      ),
    );
  });

  it("every bar adds up, and the weeks end where the months end", () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const changes = changesOf(steps, dayOf).filter(({ currency }) => currency === "usd");
        const months = [...waterfallsOf(changes, (day) => day.slice(0, 7)).values()];
        for (const { start, moves, end } of months)
          expect(sum([start, ...Object.values(moves)])).toEqual(end);
        const days = [...waterfallsOf(changes, (day) => day).values()];
        expect(days.at(-1)?.end).toEqual(months.at(-1)?.end);
      }),
    );
  });

  it("the shown movements add up to the shown totals", () => {
    const range = daysBetween("1970-01-01", "1970-12-31");
    fc.assert(
      fc.property(anySteps, (steps) => {
        const changes = changesOf(steps, dayOf).filter(({ currency }) => currency === "kwd");
        const sums = changes.map(({ day, kind, before, after }) => {
          const delta = subtract(after, before);
          return {
            part: range.indexOf(day) + 1,
            kind,
            numerator: String(delta.numerator),
            denominator: String(delta.denominator),
            customers: 1,
          };
        });
        const days = new RecurringDays(sums, range);
        const [from, to] = ["1970-03-01", "1970-06-30"];
        const shown = roundedMovements(days.at(addDays(from, -1)).mrr, days.between(from, to));
        const moved = shown.moves.reduce((all, { value }) => all + value, shown.start);
        expect(moved).toBe(shown.end);
        expect(shown.end).toBe(round(days.at(to).mrr));
      }),
    );
  });
});
