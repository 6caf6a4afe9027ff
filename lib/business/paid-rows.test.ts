import { expect, it } from "vitest";

import { paidRows } from "./paid-rows";

const parts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    name: index === 1 ? null : `method ${index}`,
    count: index + 1,
    sum: 1000 - index,
  }));

it.each([0, 1, 6, 7, 30])("%i ways to pay add up to what was paid", (count) => {
  const all = parts(count);
  const rows = paidRows(all, (name) => name);
  const total = (of: readonly { sum: number; count: number }[]) => [
    of.reduce((sum, one) => sum + one.sum, 0),
    of.reduce((sum, one) => sum + one.count, 0),
  ];
  expect(total(rows)).toEqual(total(all));
  expect(rows.length).toBeLessThanOrEqual(6);
  expect(rows.some(({ name }) => name === "Other")).toBe(count > 6);
  expect(rows.every(({ share }) => share >= 0 && share <= 1)).toBe(true);
});
