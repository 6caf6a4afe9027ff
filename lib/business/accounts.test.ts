import { describe, expect, it } from "vitest";

import type { BusinessAccount, SyncStatus } from "../contracts/objects";
import { accountOptions, chooseAccount, inAccount } from "./accounts";

const account = (connectionId: string, label: string, livemode: boolean): BusinessAccount => ({
  connectionId,
  provider: "stripe",
  label,
  livemode,
  currency: "usd",
  timeZone: "UTC",
});
const FIRST = account("a1", "Northwind Roasters", true);
const SECOND = account("a2", "Kissaten", false);

describe("the accounts of a page", () => {
  it("are links that keep the time and the tab", () => {
    const address = { range: "90d", compare: "year", by: "week", tab: "failed", sort: "amount" };
    const [first, second] = accountOptions([FIRST, SECOND], "a1", { path: "/payments", address });
    const kept = "range=90d&compare=year&by=week&tab=failed&sort=amount";
    expect(first).toEqual({
      key: "a1",
      label: "Northwind Roasters",
      note: null,
      href: `/payments?${kept}`,
      isCurrent: true,
    });
    expect(second).toEqual({
      key: "a2",
      label: "Kissaten",
      note: "Test mode",
      href: `/payments?${kept}&account=a2`,
      isCurrent: false,
    });
  });

  it("lose what belongs to the other account", () => {
    const address = {
      account: "a2",
      cursor: "c",
      open: "pi_1",
      customer: "cus_1",
      movement: "churn",
      currency: "eur",
      min: "10",
      max: "20",
      view: "v1",
    };
    const [first, second] = accountOptions([FIRST, SECOND], "a2", { path: "/", address });
    expect([first?.href, second?.href]).toEqual(["/", "/?account=a2"]);
  });
});

describe("the account of a page", () => {
  const copied = (
    of: BusinessAccount,
    more: Partial<SyncStatus[number]> = {},
  ): SyncStatus[number] => ({
    account: of,
    isConnected: true,
    state: "running",
    startedAt: null,
    retryAt: null,
    problem: null,
    readAt: new Date(0),
    isDone: false,
    comparedAt: null,
    differences: 0,
    types: [],
    ...more,
  });
  const chosen = (all: SyncStatus, wanted?: string) =>
    chooseAccount(all, wanted).chosen?.account.connectionId ?? null;

  it("is the one that was connected first, or the one of the address", () => {
    const all = [copied(FIRST), copied(SECOND)];
    expect([chosen(all), chosen(all, "a1"), chosen(all, "a2")]).toEqual(["a1", "a1", "a2"]);
  });

  it("is none for an id that is not connected here, and never another one", () => {
    expect([chosen([copied(FIRST)], "a2"), chosen([])]).toEqual([null, null]);
  });

  it("is none that was disconnected, once its copy is being deleted", () => {
    const type = {
      type: "customer",
      label: "Customers",
      state: "done" as const,
      rows: 1,
      total: 1,
      owners: null,
      oldest: null,
      problem: null,
      updatedAt: new Date(0),
    };
    const over = { isConnected: false, types: [type] };
    const all = [copied(FIRST), copied(SECOND, { ...over, state: "deleting" })];
    expect(chosen(all, "a2")).toBeNull();
    expect(chooseAccount(all, undefined).accounts).toHaveLength(1);
    expect(chosen([copied(FIRST), copied(SECOND, { isConnected: false })], "a2")).toBeNull();
    expect(chosen([copied(FIRST), copied(SECOND, over)], "a2")).toBe("a2");
  });
});

it.each([
  ["/", "/?account=a2"],
  ["/revenue", "/revenue?account=a2"],
  ["/payments?tab=failed", "/payments?tab=failed&account=a2"],
  ["/customers/cus_1", "/customers/cus_1?account=a2"],
  ["/payments?account=a1", "/payments?account=a2"],
  ["/automations/1/runs", "/automations/1/runs"],
  ["/settings/connections", "/settings/connections"],
  ["https://pay.example.com/receipts/1", "https://pay.example.com/receipts/1"],
])("adds the account to %s only if the page shows an account", (href, expected) => {
  expect(inAccount(href, "a2")).toBe(expected);
  expect(inAccount(href, undefined)).toBe(href);
});
