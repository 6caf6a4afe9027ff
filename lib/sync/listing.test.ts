import { expect, it } from "vitest";

import { listedPage, restOfOwned } from "./listing";

const range = { from: 0, to: 100, after: "po_1" };

it("goes on within an owner's list while it has more pages", () => {
  const page = listedPage({ data: [{ id: "txn_1" }, { id: "txn_2" }], has_more: true });
  const rest = restOfOwned(range, { id: "po_2", passed: 3 }, page);
  expect(rest).toEqual({ ...range, passed: 3, owner: { id: "po_2", after: "txn_2" } });
  const last = listedPage({ data: [{ id: "txn_3" }], has_more: false });
  expect(restOfOwned(rest, { id: "po_2", passed: 0 }, last)).toEqual({
    from: 0,
    to: 100,
    after: "po_2",
    passed: 3,
  });
});

it("goes on with the next owner after an empty list", () => {
  const page = listedPage({ data: [], has_more: false });
  expect(restOfOwned({ ...range, passed: 5 }, { id: "po_2", passed: 1 }, page)).toEqual({
    from: 0,
    to: 100,
    after: "po_2",
    passed: 6,
  });
});
