import { expect, it } from "vitest";

import { addressOf } from "./address";
import { columnChoices, shownColumns } from "./columns";
import { listOfSlug, type ListSpec } from "./lists";
import { viewAddress, viewsOfPage } from "./saved-views";

const FAILED = { id: "v1", list: "payments", name: "Failed", address: { tab: "failed" } };
const LARGE = {
  id: "v2",
  list: "payments",
  name: "Large",
  address: { min: "200", sort: "amount" },
};

it("keeps tab, filters, order and columns of an address, and nothing of the moment", () => {
  const address = {
    tab: "failed",
    min: "15",
    cols: "amount,status",
    cursor: "x",
    open: "pi_1",
    account: "a",
    view: "v1",
  };
  expect(viewAddress(address)).toEqual({ tab: "failed", min: "15", cols: "amount,status" });
});

it("says which view is open, by its id or by what it shows", () => {
  const byId = viewsOfPage("payments", [FAILED, LARGE], {
    tab: "failed",
    view: "v1",
    open: "pi_1",
  });
  expect([byId.current?.name, byId.isChanged]).toEqual(["Failed", false]);
  const byContent = viewsOfPage("payments", [FAILED, LARGE], { sort: "amount", min: "200" });
  expect([byContent.current?.name, byContent.isChanged]).toEqual(["Large", false]);
  expect(viewsOfPage("payments", [FAILED, LARGE], {}).current).toBeNull();
});

it("says that a view was changed since it was opened", () => {
  const page = viewsOfPage("payments", [FAILED], { tab: "failed", min: "10", view: "v1" });
  expect([page.current?.name, page.isChanged]).toEqual(["Failed", true]);
  expect(page.address).toEqual({ tab: "failed", min: "10" });
});

it("opens a view in the account that is looked at", () => {
  const { views, kept } = viewsOfPage("payments", [LARGE], { account: "a1", open: "pi_1" });
  expect(kept).toEqual({ account: "a1" });
  expect(views[0]?.href).toBe("/payments?min=200&sort=amount&account=a1&view=v2");
});

const payments = listOfSlug("payments") as ListSpec; // the list of payments always exists
const keys = (cols: string) => shownColumns(payments, { cols }).map(({ key }) => key);

it("shows the columns that the address names, in the order of the list", () => {
  expect(keys("created,amount,id")).toEqual(["amount", "created", "id"]);
  const shown = columnChoices(payments, { cols: "amount" }).filter(({ isShown }) => isShown);
  expect(shown.map(({ heading }) => heading)).toEqual(["Amount"]);
});

it("shows the usual columns without a choice that it knows", () => {
  const usual = payments.columns.map(({ key }) => key);
  expect(keys("")).toEqual(usual);
  expect(keys("nonsense")).toEqual(usual);
});

it("has one column of each name in every list", () => {
  for (const slug of ["payments", "customers", "subscriptions", "invoices", "payouts", "balance"]) {
    const all = columnChoices(listOfSlug(slug) as ListSpec, {}).map(({ key }) => key); // these lists exist
    expect(new Set(all).size).toBe(all.length);
  }
});

it("reads boxes of a form, which repeat their name, as one value", () => {
  expect(addressOf({ cols: ["amount", "status"], tab: ["a", "b"] })).toEqual({
    cols: "amount,status",
  });
});
