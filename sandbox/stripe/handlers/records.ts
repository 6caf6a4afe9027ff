import { pathId, type Handler } from "../call.ts";
import { noSuch } from "../errors.ts";
import { filterBy, paginate } from "../lists.ts";
import { find, rows } from "../world.ts";

/** A shop that has never used Checkout: an empty list, without objects to read. */
const NO_SESSIONS: Handler = (call) =>
  paginate(call.tenant, "checkout.session", [], call.params, call.url);

/** Types that are only listed and read: their objects come from the seed, and what changes them is not emulated. */
const RECORDS = {
  Coupon: { object: "coupon", filters: [] },
  CreditNote: { object: "credit_note", filters: ["customer", "invoice"] },
  Payout: { object: "payout", filters: ["status"] },
  PromotionCode: { object: "promotion_code", filters: ["active", "code", "customer"] },
  TaxRate: { object: "tax_rate", filters: ["active", "inclusive"] },
} as const;

const listAndRead: [string, Handler][] = Object.entries(RECORDS).flatMap(
  ([resource, { object, filters }]): [string, Handler][] => [
    [
      `${resource}.list`,
      (call) => {
        const all = filterBy(rows(call.tenant, object), call.params, filters);
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
  ],
);

export const recordHandlers: Record<string, Handler> = {
  "Checkout.Session.list": NO_SESSIONS,
  ...Object.fromEntries(listAndRead),
};
