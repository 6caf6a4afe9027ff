import { describe, expect, it } from "vitest";

import { cohortsOf } from "./cohorts";
import { NO_MOVEMENTS, type MovementSums } from "./movements";
import {
  arpu,
  churnRate,
  grossMrrChurn,
  lifetimeValue,
  lostRevenue,
  netMrrChurn,
  shareOf,
} from "./rates";
import { rational, round, toNumber } from "./rational";

const moves = (given: Partial<Record<keyof MovementSums, number>>): MovementSums => ({
  ...NO_MOVEMENTS,
  ...Object.fromEntries(Object.entries(given).map(([kind, value]) => [kind, rational(value)])),
});
const share = (value: ReturnType<typeof grossMrrChurn>) => value && toNumber(value);

describe("figures of recurring revenue", () => {
  it("churn: 100 of 1,000 and 100 new ones are 9.1 %", () => {
    const { value } = churnRate({ active: 1000, added: 100, churned: 100 });
    expect((100 * (value ?? 0)).toFixed(1)).toBe("9.1");
  });

  it("a subscriber who came and went counts on both sides, and nobody is no rate", () => {
    expect(churnRate({ active: 0, added: 1, churned: 1 }).value).toBe(1);
    expect(churnRate({ active: 0, added: 0, churned: 0 }).value).toBeNull();
  });

  it("churned revenue: $120 a year that ends and $50 that become $25 are $35", () => {
    expect(round(lostRevenue(moves({ churn: -1000, contraction: -2500 })))).toBe(3500);
  });

  it("MRR churn: of 100, less 10 and 10, with 10 more, is 20 % and 10 %", () => {
    const all = moves({ churn: -10, contraction: -10, expansion: 10 });
    expect([
      share(grossMrrChurn(all, rational(100))),
      share(netMrrChurn(all, rational(100))),
    ]).toEqual([0.2, 0.1]);
    expect([grossMrrChurn(all, rational(0)), netMrrChurn(all, rational(0))]).toEqual([null, null]);
    expect(share(netMrrChurn(moves({ expansion: 5 }), rational(100)))).toBe(-0.05);
  });

  it("ARPU: $50,000 of 100 subscribers is $500, and of none nothing", () => {
    const average = arpu(rational(5_000_000), 100);
    expect(average && round(average)).toBe(50_000);
    expect(arpu(rational(0), 0)).toBeNull();
  });

  it("LTV is computed from the exact churn: $500 ÷ 10 of 110 is $5,500", () => {
    const value = lifetimeValue(rational(500), { active: 100, added: 10, churned: 10 });
    expect(value && round(value)).toBe(5500);
    expect(lifetimeValue(rational(500), { active: 100, added: 10, churned: 0 })).toBeNull();
  });

  it("disputes: 10 of 1,000 payments are an activity of 1.0 %, 3 of them a rate of 0.3 %", () => {
    expect([shareOf(10, 1000).value, shareOf(3, 1000).value]).toEqual([0.01, 0.003]);
    expect(shareOf(3, 0).value).toBeNull();
  });
});

describe("cohorts", () => {
  const turn = (customer: string, day: string, isActive = true) => ({ customer, day, isActive });

  it("count who still pays at the end of each month", () => {
    const turns = [
      turn("a", "2026-09-30"),
      turn("b", "2026-09-01"),
      turn("b", "2026-10-31", false),
      turn("b", "2026-11-02"),
      turn("c", "2026-11-30"),
    ];
    expect(cohortsOf(turns, "2026-11-30", 12)).toEqual([
      { month: "2026-09", customers: 2, kept: [2, 1, 2] },
      { month: "2026-11", customers: 1, kept: [1] },
    ]);
  });

  it("keep the newest", () => {
    const turns = [turn("a", "2025-12-31"), turn("b", "2026-01-01")];
    expect(cohortsOf(turns, "2026-02-01", 1)).toEqual([
      { month: "2026-01", customers: 1, kept: [1, 1] },
    ]);
  });
});
