import { pathId, type Handler } from "../call.ts";
import { noSuch } from "../errors.ts";
import { filterBy, filterByRange, paginate } from "../lists.ts";
import { find, rows } from "../world.ts";

/** Types that are only listed and read: their objects come from the seed, and what changes them is not emulated. */
const RECORDS = {
  "Checkout.Session": {
    object: "checkout.session",
    filters: ["customer", "payment_intent", "status", "subscription"],
  },
  Coupon: { object: "coupon", filters: [] },
  CreditNote: { object: "credit_note", filters: ["customer", "invoice"] },
  Payout: { object: "payout", filters: ["destination", "status"] },
  PromotionCode: { object: "promotion_code", filters: ["active", "code", "customer"] },
  "Radar.EarlyFraudWarning": {
    object: "radar.early_fraud_warning",
    filters: ["charge", "payment_intent"],
  },
  Review: { object: "review", filters: [] },
  TaxRate: { object: "tax_rate", filters: ["active", "inclusive"] },
} as const;

export const recordHandlers: Record<string, Handler> = Object.fromEntries(
  Object.entries(RECORDS).flatMap(([resource, { object, filters }]): [string, Handler][] => [
    [
      `${resource}.list`,
      (call) => {
        const named = filterBy(rows(call.tenant, object), call.params, filters);
        const all = filterByRange(named, "arrival_date", call.params["arrival_date"]);
        return paginate(call.tenant, object, all, call.params, call.url);
      },
    ],
    [
      `${resource}.retrieve`,
      (call) => {
        const id = pathId(call);
        const found = find(call.tenant, object, id);
        if (!found) throw noSuch(object, id);
        return found;
      },
    ],
  ]),
);
