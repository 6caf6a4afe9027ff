import { describe, expect, it } from "vitest";

import { define } from "./fixtures/build";
import { formatField, safeHref } from "./format";
import type { FieldConfig } from "./schema";
import { isHidden, plainClasses, resolveStyle, toneOfClasses } from "./tone";

const NOW = Date.UTC(2026, 10, 21, 10, 50);
const CONTEXT = { timeZone: "UTC", currency: null, nowMs: NOW };

function field(config: Record<string, unknown>): FieldConfig {
  const [first] = define({ display: { view: "list", fields: [{ key: "v", ...config }] } }).display
    .fields;
  if (!first) throw new Error("no field");
  return first;
}
const text = (config: Record<string, unknown>, row: Record<string, unknown>, context = {}) =>
  formatField(field(config), row, { ...CONTEXT, ...context }).text.replaceAll(/\s/g, " ");

describe("formatField", () => {
  it.each([
    [{ type: "number", format: "currency" }, { v: 2000, currency: "usd" }, "$20.00"],
    [{ type: "money" }, { v: 500, currency: "jpy" }, "¥500"],
    [{ type: "money" }, { v: 5120, currency: "kwd" }, "KWD 5.120"],
    [{ type: "money", currencyField: "c" }, { v: 100, c: "eur", currency: "usd" }, "€1.00"],
    [{ type: "money" }, { v: 100, currency: "zzz" }, "100 ZZZ"],
    [{ type: "money" }, { v: 100 }, "100"],
    [{ type: "money" }, { v: 1.5, currency: "usd" }, "1.5"],
    [{ type: "money" }, { v: null, currency: "usd" }, "—"],
    [
      { type: "money" },
      {
        v: [
          { amount: 1, currency: "usd" },
          { amount: 5, currency: "jpy" },
        ],
      },
      "$0.01, ¥5",
    ],
    [{ type: "date", format: "relative-time" }, { v: NOW / 1000 - 300 }, "5 minutes ago"],
    [{ type: "date", format: "relative-time" }, { v: NOW - 300_000 }, "5 minutes ago"],
    [{ type: "date", format: "short-date" }, { v: "2026-01-02T00:00:00Z" }, "Jan 2, 2026"],
    [{ type: "date" }, { v: 1_700_000_000 }, "Nov 14, 2023, 22:13"],
    [{ type: "date", format: "zoned-time" }, { v: 1_700_000_000 }, "Nov 14, 2023, 22:13 UTC"],
    [{ type: "date" }, { v: "soon" }, "soon"],
    [{ type: "number" }, { v: 1234.5 }, "1,234.5"],
    [{ type: "number", format: "large-number" }, { v: 12_000 }, "12K"],
    [{ type: "percent" }, { v: 0.125 }, "12.5%"],
    [{ type: "badge" }, { v: "partially_refunded" }, "Partially refunded"],
    [{ type: "boolean" }, { v: false }, "No"],
    [{ type: "text" }, { v: { id: "cus_1", name: "Ada" } }, "Ada"],
    [{ type: "text" }, { v: ["a", "b"] }, "a, b"],
    [{ type: "link", label: "Receipt" }, { v: "https://pay.stripe.com/x" }, "Receipt"],
    [{ type: "link" }, { v: "javascript:alert(1)" }, "javascript:alert(1)"],
    [{ type: "text" }, {}, "—"],
  ])("draws %j of %j as %s", (config, row, expected) => {
    expect(text(config, row)).toBe(expected);
  });

  it("takes the account's currency when the row names none", () => {
    expect(text({ type: "money" }, { v: 100 }, { currency: "usd" })).toBe("$1.00");
  });

  it("keeps a calendar day the day that it is", () => {
    const inAmerica = { timeZone: "America/New_York" };
    expect(text({ type: "date" }, { v: "2026-12-24" }, inAmerica)).toBe("Dec 24, 2026");
    expect(text({ type: "date", format: "relative-time" }, { v: "2026-12-24" }, inAmerica)).toBe(
      "Dec 24, 2026",
    );
  });

  it("links to the receipts of a sandbox on this machine", () => {
    const receipt = "http://127.0.0.1:12111/receipts/ch_1";
    expect(safeHref(receipt)).toBe(receipt);
  });

  it("links to https only, elsewhere", () => {
    expect(formatField(field({ type: "link" }), { v: "http://x.example" }, CONTEXT).kind).toBe(
      "text",
    );
    for (const bad of [
      "javascript:alert(1)",
      "data:text/html,x",
      "//x.example",
      "https://u@x",
      "http://u@127.0.0.1/x",
      "http://127.0.0.1.example.com/x",
      "http://10.0.0.1/x",
      7,
    ]) {
      expect(safeHref(bad)).toBeUndefined();
    }
  });

  it("keeps the exact moment beside a date's words", () => {
    const shown = formatField(field({ type: "date" }), { v: 1_700_000_000 }, CONTEXT);
    expect(shown.atMs).toBe(1_700_000_000_000);
  });
});

describe("tones", () => {
  it.each([
    ["bg-green-100 text-green-800", "success"],
    ["text-gray-800 bg-red-100", "danger"],
    ["bg-amber-100", "warning"],
    ["text-blue-800", "info"],
    ["bg-gray-100 text-gray-800", "neutral"],
    ["font-bold", undefined],
    ["bg-constructor-100", undefined],
  ])("reads %s as %s", (className, tone) => {
    expect(toneOfClasses(className)).toBe(tone);
  });

  it("lets typography through and nothing that covers the page", () => {
    expect(plainClasses("font-bold fixed inset-0 z-50 bg-red-100 italic")).toBe("font-bold italic");
  });

  const style = [
    { condition: "refunded && status === 'succeeded'", tone: "warning", label: "Refunded" },
    { condition: "status === 'succeeded'", className: "bg-green-100 text-green-800" },
  ];

  it("sees the whole row, and takes the first that holds", () => {
    const config = field({ key: "status", type: "badge", style });
    expect(resolveStyle(config, { status: "succeeded", refunded: true })?.tone).toBe("warning");
    expect(resolveStyle(config, { status: "succeeded", refunded: false })?.tone).toBe("success");
    expect(resolveStyle(config, { status: "disputed", refunded: false })).toBeNull();
  });

  it("draws no style for a condition that is bad or reads what is not there", () => {
    const broken: FieldConfig = {
      key: "status",
      type: "badge",
      style: [{ condition: "a ==", tone: "danger" }],
    };
    expect(resolveStyle(broken, { status: "x" })).toBeNull();
    const absent = field({ key: "status", style: [{ condition: "!gone", tone: "danger" }] });
    expect(resolveStyle(absent, { status: "x" })).toBeNull();
  });

  it("hides a field only when it is told to", () => {
    const config = field({ hideWhen: "v === 0" });
    expect(isHidden(config, { v: 0 })).toBe(true);
    expect(isHidden(config, {})).toBe(false);
  });
});
