import { expect, it } from "vitest";

import { listedPage, restOfOwned } from "./listing";

const range = { from: 0, to: 100, after: "po_1" };

it("goes on within an owner's list while it has more pages", () => {
  const page = listedPage({ data: [{ id: "txn_1" }, { id: "txn_2" }], has_more: true });
  const rest = restOfOwned(range, "po_2", page);
  expect(rest).toEqual({ ...range, owner: { id: "po_2", after: "txn_2" } });
  const last = listedPage({ data: [{ id: "txn_3" }], has_more: false });
  expect(restOfOwned(rest, "po_2", last)).toEqual({ from: 0, to: 100, after: "po_2" });
});

it("goes on with the next owner after an empty list", () => {
  const page = listedPage({ data: [], has_more: false });
  expect(restOfOwned(range, "po_2", page)).toEqual({ from: 0, to: 100, after: "po_2" });
});
