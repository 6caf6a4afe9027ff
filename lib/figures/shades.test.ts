import { expect, it } from "vitest";

import { extentOf, shadeStep } from "./shades";

it("shades are spread over the values that occur", () => {
  const values = [0.78, 0.82, 0.86, 0.9, 0.95, 1];
  const extent = extentOf(values);
  expect(extent).toEqual({ min: 0.78, max: 1 });
  const steps = values.map((value) => shadeStep(value, extent, 5));
  expect(steps).toEqual([1, 1, 2, 3, 4, 5]);
});

it("equal values have one shade, and no value leaves the steps", () => {
  expect(shadeStep(1, extentOf([1, 1]), 5)).toBe(5);
  expect(extentOf([])).toEqual({ min: 0, max: 1 });
  expect([-1, 2].map((value) => shadeStep(value, { min: 0, max: 1 }, 5))).toEqual([1, 5]);
});
