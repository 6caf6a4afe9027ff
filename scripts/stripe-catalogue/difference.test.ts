import { expect, it } from "vitest";

import { describeDifference, differenceOf } from "./difference.ts";
import { withRemoved } from "./files.ts";

const version = (sdk: string) => ({ sdk, api: "2026-10-28.endive" });
const read = { m: "GET", p: "/v1/things/{id}", sdk: "things.retrieve", in: "ThingParams" } as const;
const before = {
  version: version("1.0.0"),
  operations: { "things.get": read, "things.drop": { ...read, m: "DELETE" } as const },
  types: {
    ThingParams: {
      "size?": ["e", "big", "small"],
      "mode?": ["o", "one", "two"],
      "gone?": "s",
      "limit?": "n",
      "price?": "s",
    },
  },
} as const;
const after = {
  version: version("2.0.0"),
  operations: { "things.get": { ...read, p: "/v1/thing/{id}" }, "things.list": read },
  types: {
    ThingParams: {
      "size?": ["e", "big"],
      "mode?": ["o", "one", "three"],
      limit: "n",
      "price?": "#Price",
      "fresh?": "b",
    },
    Price: {},
  },
} as const;

it("sorts what a new SDK changes into what breaks, what is looser and what is new", () => {
  expect(differenceOf(before, after)).toEqual({
    breaking: [
      "ThingParams.gone is gone (things.get)",
      "ThingParams.limit is required now (things.get)",
      'ThingParams.price: "#Price"',
      "ThingParams.size: −small",
      "operation things.drop is gone",
      "operation things.get: GET /v1/things/{id} → GET /v1/thing/{id}",
    ],
    loosened: ["ThingParams.mode: −two +three"],
    added: ["ThingParams.fresh", "operation things.list"],
  });
  expect(differenceOf(before, before)).toEqual({ breaking: [], loosened: [], added: [] });
  expect(describeDifference(before, after)).toContain("## breaking: 6\n- ThingParams.gone");
});

it("remembers which version removed a field, and forgets it when the field is back", () => {
  const removed = withRemoved({}, before.types, after);
  expect(removed).toEqual({ ThingParams: { gone: "2.0.0" } });
  const later = { ...after, version: version("3.0.0") };
  expect(withRemoved(removed, after.types, later)).toEqual(removed);
  expect(withRemoved(removed, after.types, { ...later, types: before.types })).toEqual({
    ThingParams: { fresh: "3.0.0" },
  });
});
