import { describe, expect, it } from "vitest";

import type { Figure } from "../contracts/metrics";
import { changeOf, figureText, splitAmount } from "./figures";

const figure = (
  value: number | null,
  before: number | null,
  more: Partial<Figure> = {},
): Figure => ({
  metric: "gross_volume",
  version: 1,
  label: "Gross volume",
  definition: "",
  unit: "money",
  value,
  before,
  parts: null,
  ...more,
});

it("is not compared with a time before the account", () => {
  expect(changeOf(figure(19_961_000, null, { lacksEarlier: true }))).toEqual({
    direction: "none",
    tone: "neutral",
    text: "no earlier data",
    words: "no earlier data",
  });
});

describe("a figure", () => {
  it.each([
    [figure(4_892_050, null), "usd", "$48,920.50"],
    [figure(5120, null), "kwd", "KWD 5.120"],
    [figure(null, null), "usd", "—"],
    [figure(0.048, null, { unit: "share" }), "usd", "4.8%"],
    [figure(1234, null, { unit: "count" }), "usd", "1,234"],
  ])("is written in its unit", (of, currency, expected) => {
    expect(figureText(of, currency).replace("\u00A0", " ")).toBe(expected);
  });

  it("has smaller cents, where its currency has any", () => {
    expect(splitAmount("$48,920.50")).toEqual({ main: "$48,920", cents: ".50" });
    expect(splitAmount("¥500")).toEqual({ main: "¥500", cents: "" });
  });
});

describe("a change", () => {
  it.each([
    [figure(112, 100), ["up", "good", "12.0%"]],
    [figure(90, 100), ["down", "bad", "10.0%"]],
    [figure(100, 100), ["flat", "neutral", "0.0%"]],
    [figure(-50, -100), ["up", "good", "50.0%"]],
    [
      figure(0.048, 0.042, { unit: "share", metric: "subscriber_churn_rate" }),
      ["up", "bad", "0.6 pt"],
    ],
    [
      figure(0.011, 0.02, { unit: "share", metric: "net_mrr_churn_rate" }),
      ["down", "good", "0.9 pt"],
    ],
  ])("has a direction, and is good or bad", (of, expected) => {
    const change = changeOf(of);
    expect([change?.direction, change?.tone, change?.text]).toEqual(expected);
  });

  it("from nothing, or to nothing known, is none", () => {
    expect([changeOf(figure(5, 0)), changeOf(figure(null, 5)), changeOf(figure(5, null))]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
