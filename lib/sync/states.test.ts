import { describe, expect, it } from "vitest";

import type { ObjectChange } from "@/lib/db/object-changes";
import type { ObjectData, SyncedObjects } from "@/lib/providers/objects";

import { stateOfChange } from "./states";

const VERSION = "2026-10-28.endive";
const objects: SyncedObjects = {
  types: {
    subscription: {
      label: "Subscriptions",
      permission: "Subscriptions: Read",
      path: "/v1/subscriptions",
      expand: ["discounts", "items.data.discounts"],
      columns: () => ({ created: new Date(0) }),
    },
  },
  derived: {},
};
const change = (object: ObjectData | null, apiVersion: string | null = VERSION): ObjectChange =>
  ({
    type: "subscription",
    id: "sub_1",
    sourceTime: new Date(0),
    deleted: false,
    apiVersion,
    object: object && { id: "sub_1", ...object },
    previous: null,
  }) as unknown as ObjectChange; // the rest names its place in the queue
const isTaken = (...args: Parameters<typeof change>) =>
  stateOfChange(objects, change(...args), VERSION) !== null;

const DISCOUNT = { id: "di_1", object: "discount", source: { coupon: "FOREVER", type: "coupon" } };

describe("the state of an event", () => {
  it("is taken without discounts, and with discounts that are objects", () => {
    expect(isTaken({})).toBe(true);
    expect(isTaken({ discounts: [], items: { data: [{ discounts: [] }] } })).toBe(true);
    expect(isTaken({ discounts: [DISCOUNT], items: { data: [{ discounts: [DISCOUNT] }] } })).toBe(
      true,
    );
  });

  it("is read at the provider instead if a discount is an id", () => {
    expect(isTaken({ discounts: ["di_1"] })).toBe(false);
    expect(isTaken({ discounts: [DISCOUNT, "di_2"] })).toBe(false);
    expect(isTaken({ items: { data: [{ discounts: [] }, { discounts: ["di_1"] }] } })).toBe(false);
  });

  it("is read at the provider instead without its object, or in another version", () => {
    expect(isTaken(null)).toBe(false);
    expect(isTaken({}, "2020-08-27")).toBe(false);
  });
});
