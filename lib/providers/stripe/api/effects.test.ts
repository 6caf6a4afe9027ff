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
      "destructive": 115,
      "read": 270,
      "test helper": 44,
      "withheld": 59,
      "write": 160,
    }
  `);
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
