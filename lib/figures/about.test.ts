import { describe, expect, it } from "vitest";

import type { Coverage, MetricsBasis } from "../contracts/metrics";
import { METRICS, SOURCES } from "../metrics/definitions";
import { aboutFigure, ageText, basisText, coverageText } from "./about";

const NOW = new Date("2026-11-30T17:44:38Z");
const before = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
const LABELS: Readonly<Record<string, string>> = {
  charge: "Charges",
  invoice: "Invoices",
  subscription: "Subscriptions",
};
const coverage = (
  more: Partial<Coverage> = {},
  states: Readonly<Record<string, Coverage["types"][number]["state"]>> = {},
): Coverage => ({
  subscriptions: 1240,
  counted: 1240,
  excluded: [],
  imported: true,
  types: SOURCES.map((type) => ({
    type,
    label: LABELS[type] ?? type,
    state: states[type] ?? "done",
  })),
  copiedAt: before(38),
  ...more,
});

it.each([
  [0, "0 s ago"],
  [59, "59 s ago"],
  [60, "1 min ago"],
  [3599, "59 min ago"],
  [3600, "1 h ago"],
  [48 * 3600 - 1, "47 h ago"],
  [48 * 3600, "2 days ago"],
  [-5, "0 s ago"],
])("says of %i seconds that it was %s", (seconds, text) => {
  expect(ageText(before(seconds), NOW)).toBe(text);
});

describe("the coverage of a figure", () => {
  it("says of how many subscriptions it is, and how old the copy is", () => {
    expect(coverageText("mrr", coverage(), NOW)).toBe("1,240 of 1,240 subscriptions, 38 s ago");
  });

  it("names what is not counted, and why", () => {
    const part = coverage({
      counted: 1234,
      excluded: [
        { reason: "metered", count: 3 },
        { reason: "amount", count: 1 },
        { reason: "currency", count: 1 },
        { reason: "waiting", count: 1 },
      ],
    });
    expect(coverageText("subscriber_churn_rate", part, NOW)).toBe(
      "1,234 of 1,240 subscriptions, 38 s ago. Not counted: 3 with metered prices only, " +
        "1 with an amount that is not known, 1 in an unknown currency, 1 being computed.",
    );
  });

  it("says that the import is not finished, or was refused, for the figures that need it", () => {
    const open = coverage({ imported: false }, { subscription: "running", invoice: "waiting" });
    expect(coverageText("mrr", open, NOW)).toBe(
      "1,240 of 1,240 subscriptions, 38 s ago. The import of subscriptions and invoices is not finished.",
    );
    expect(coverageText("gross_volume", open, NOW)).toBe("All imported charges, 38 s ago");
    const refused = coverage({}, { charge: "refused" });
    expect(coverageText("gross_volume", refused, NOW)).toMatch(/Charges could not be imported\.$/);
  });

  it("invents no age before the import began", () => {
    const none = coverage({ subscriptions: 0, counted: 0, copiedAt: null });
    expect(coverageText("mrr", none, NOW)).toBe("0 of 0 subscriptions, not imported yet");
  });
});

describe("what is said about figures", () => {
  const basis = {
    account: {
      connectionId: "a1",
      provider: "stripe",
      label: "Northwind",
      livemode: true,
      currency: "usd",
      timeZone: "America/Los_Angeles",
    },
    currency: "usd",
    asOf: NOW,
    coverage: coverage(),
  } as unknown as MetricsBasis; // the rest of a basis is not read

  it("has definition, coverage, currency, time and zone of each", () => {
    for (const { id, definition } of Object.values(METRICS))
      expect(aboutFigure({ metric: id, definition }, basis)).toEqual([
        { label: "Counts", text: definition },
        { label: "Coverage", text: coverageText(id, basis.coverage, NOW) },
        { label: "Currency", text: "USD only" },
        { label: "As of", text: "Nov 30, 2026, 09:44, Pacific Time" },
      ]);
  });

  it("is one line for all", () => {
    expect(basisText(basis)).toBe(
      "1,240 of 1,240 subscriptions, 38 s ago · USD only · as of Nov 30, 2026, 09:44, Pacific Time",
    );
  });
});
