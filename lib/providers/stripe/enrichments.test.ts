import { describe, expect, it } from "vitest";

import { enrichments } from "./enrichments";
import chargeBody from "./fixtures/charge.json" with { type: "json" };

const named = (name: string) => {
  const found = enrichments.find((one) => one.name === name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};

describe("what is fetched beside a Stripe event", () => {
  it.each([
    [{ id: "ch_1" }, "ch_1"],
    [{ id: "py_1" }, "py_1"],
    [{ id: "du_1", charge: "ch_2" }, "ch_2"],
    [{ id: "re_1", charge: "py_2" }, "py_2"],
    [{ id: "pi_1", latest_charge: "ch_3" }, "ch_3"],
  ])("finds the charge of %j", (data, id) => {
    expect(named("charge").input(data)).toEqual({ id });
  });

  it.each([
    [{ id: "ch_1", customer: "cus_1" }, {}, "cus_1"],
    [{ id: "cus_2" }, {}, "cus_2"],
    [{ id: "du_1", charge: "ch_1" }, { charge: { customer: "cus_3" } }, "cus_3"],
  ])("finds the customer of %j with %j", (data, fetched, id) => {
    expect(named("customer").input(data, fetched)).toEqual({ id });
  });

  it("finds nobody where nothing names a customer", () => {
    const customer = named("customer");
    expect(
      customer.input({ id: "du_1", charge: "ch_1" }, { charge: { customer: null } }),
    ).toBeNull();
    expect(customer.input({ id: "po_1" })).toBeNull();
  });

  it("names the customer of a charge, expanded or not", () => {
    const charge = named("charge");
    expect(charge.pick({ ...chargeBody, customer: "cus_1" })["customer"]).toBe("cus_1");
    expect(charge.pick({ ...chargeBody, customer: { id: "cus_1" } })["customer"]).toBe("cus_1");
    expect(charge.pick({ ...chargeBody, customer: null })["customer"]).toBeNull();
  });
});
