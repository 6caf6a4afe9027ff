import { expect, it } from "vitest";

import { overlays } from "./curated/all";
import {
  DRAFTS,
  effectOf,
  HARMLESS_DELETES,
  IRREVERSIBLE,
  isTestHelper,
  RAISES,
  REROUTES,
  VERBS,
  verbOf,
} from "./effects";
import type { Entry } from "./entry";
import { operationsFile, typesFile } from "./files";
import { catalogue } from "./index";
import { MOVES_MONEY } from "./money";
import { REPLACED, REPLACED_OPERATIONS } from "./removed";
import { covers, refusalOf, WITHHELD } from "./withheld";

const { operations } = operationsFile();
const keys = Object.keys(operations);

/** Keys of POST operations whose verbs nobody judged. */
const unjudgedOf = (entries: Readonly<Record<string, Entry>>) =>
  Object.entries(entries)
    .filter(([key, { m }]) => m === "POST" && !isTestHelper(key) && !(key in MOVES_MONEY))
    .filter(([key]) => !VERBS.has(verbOf(key)))
    .map(([key]) => key);

it("judges every verb of the SDK", () => {
  expect(keys.length).toBeGreaterThan(600);
  expect(unjudgedOf(operations)).toEqual([]);
  const novel = { m: "POST", p: "/v1/coupons/{id}/explode", sdk: "coupons.explode" } as const;
  expect(unjudgedOf({ "coupons.explode": novel })).toEqual(["coupons.explode"]);
  expect(effectOf("coupons.explode", novel)).toBe("destructive");
});

it("names only operations that the SDK has", () => {
  const judged = [
    ...Object.keys({ ...MOVES_MONEY, ...RAISES }),
    ...[DRAFTS, IRREVERSIBLE, REROUTES, HARMLESS_DELETES].flatMap((table) => [...table]),
  ];
  expect(judged.filter((key) => !keys.includes(key))).toEqual([]);
  const unused = Object.keys(WITHHELD).filter((one) => !keys.some((key) => covers(one, key)));
  expect(unused).toEqual([]);
});

it("counts what is read, written, final, withheld and for tests", () => {
  const counts: Record<string, number> = {};
  for (const [key, entry] of Object.entries(operations)) {
    const kind = refusalOf(key, entry) === null ? effectOf(key, entry) : "withheld";
    const name = kind !== "withheld" && isTestHelper(key) ? "test helper" : kind;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  expect(counts).toMatchInlineSnapshot(`
    {
      "destructive": 117,
      "read": 270,
      "test helper": 44,
      "withheld": 59,
      "write": 158,
    }
  `);
});

it.each<[key: string, final: object, other: object]>([
  ["disputes.update", {}, { submit: false }],
  ["payment_intents.create", { confirm: true }, { confirm: false }],
  ["setup_intents.create", { confirm: true }, {}],
  ["invoices.create", { auto_advance: true }, {}],
  ["invoices.update", { auto_advance: true }, { auto_advance: false }],
  ["issuing.cards.update", { status: "active" }, { status: "inactive" }],
  ["issuing.cards.update", { spending_controls: {} }, { metadata: {} }],
  ["issuing.cardholders.update", { status: "active" }, { email: "a@example.com" }],
  ["issuing.cardholders.update", { spending_controls: {} }, {}],
  ["customers.create", { balance: -500 }, { name: "Ada" }],
  ["customers.update", { balance: 0 }, { name: "Ada" }],
  ["accounts.create", { external_account: "btok_1" }, { country: "US" }],
  ["accounts.update", { external_account: "btok_1" }, { email: "a@example.com" }],
  ["accounts.update", { settings: {} }, { metadata: {} }],
  ["treasury.financial_accounts.update", { forwarding_settings: {} }, { nickname: "x" }],
  ["v2.core.accounts.update", { configuration: {} }, { display_name: "x" }],
])("lets the input of %s decide", (key, final, other) => {
  const operation = catalogue.find(key);
  expect([operation?.raises?.(final), operation?.raises?.(other)]).toEqual([true, false]);
  expect(operation?.effect).toBe("write");
});

it("tests every input that decides", () => {
  expect(Object.keys(RAISES).length).toBe(13);
});

it("lets no limit cover what sends money or data elsewhere or cannot be made again", () => {
  const limited = [...REROUTES, ...IRREVERSIBLE].filter((key) => overlays.get(key)?.moves);
  expect(limited).toEqual([]);
});

it("replaces only parameters and operations that are gone", () => {
  const types = typesFile();
  for (const [type, fields] of Object.entries(REPLACED)) {
    const known = Object.keys(types[type] ?? {}).map((field) => field.replace(/\?$/, ""));
    expect([type, known.length > 0]).toEqual([type, true]);
    expect(Object.keys(fields).filter((field) => known.includes(field))).toEqual([]);
    const first = Object.values(fields)
      .filter((instead) => instead !== "")
      .map((instead) => instead.split(/[.[]/)[0] ?? "");
    expect([type, first.filter((field) => !known.includes(field))]).toEqual([type, []]);
  }
  for (const [key, instead] of Object.entries(REPLACED_OPERATIONS))
    expect([keys.includes(key), catalogue.find(instead) !== undefined]).toEqual([false, true]);
});
