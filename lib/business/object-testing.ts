import type { BusinessObject } from "../contracts/objects";

/** An object of the synced copy for tests: a payment without a status, unless `fields` say otherwise. */
export const testObject = (fields: Partial<BusinessObject>): BusinessObject => ({
  type: "payment",
  id: "pi_1",
  created: new Date("2026-11-20T10:00:00Z"),
  status: null,
  customer: null,
  currency: "usd",
  amount: 9_000,
  parent: null,
  method: null,
  label: null,
  data: {},
  deleted: false,
  syncedAt: new Date("2026-11-20T10:00:00Z"),
  ...fields,
});
