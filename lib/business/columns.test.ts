import { describe, expect, it } from "vitest";

import { phoneSlots, shownColumns } from "./columns";
import { listOfSlug } from "./lists";

describe("rows of a phone", () => {
  const slots = (slug: string, address = {}) => {
    const spec = listOfSlug(slug);
    if (!spec) throw new Error(`There is no list “${slug}”.`);
    return phoneSlots(spec, shownColumns(spec, address)).map(({ key, isLabelled }) =>
      isLabelled ? `${key}:` : key,
    );
  };

  it.each([
    ["payments", ["amount", "status", "customer", "created"]],
    ["subscriptions", ["customer", "status", "plan", "amount"]],
    ["invoices", ["amount", "status", "customer", "created"]],
    ["products", ["name", "status", "price", "created"]],
    ["disputes", ["amount", "status", "customer", "evidence:"]],
    ["payouts", ["amount", "status", "arrives:", "created:"]],
    ["balance", ["category", "amount", "net:", "created"]],
  ])("keep what matters of %s", (slug, keys) => {
    expect(slots(slug)).toEqual(keys);
  });

  it("fill the place of a hidden column with one that was chosen", () => {
    expect(slots("invoices", { cols: "amount,number,customer,created" })).toEqual([
      "amount",
      "number",
      "customer",
      "created",
    ]);
  });
});
