import type { Overlay } from "../curate-types";
import { balance } from "./balance";
import { charges } from "./charges";
import { checkout } from "./checkout";
import { coupons } from "./coupons";
import { creditNotes } from "./credit-notes";
import { customers } from "./customers";
import { disputes, radar } from "./disputes";
import { invoiceItems } from "./invoice-items";
import { invoices } from "./invoices";
import { meters } from "./meters";
import { paymentIntents, setupIntents } from "./payment-intents";
import { paymentMethods } from "./payment-methods";
import { products } from "./products";
import { reports } from "./reports";
import { subscriptionSchedules } from "./subscription-schedules";
import { subscriptionItems, subscriptions } from "./subscriptions";
import { tax } from "./tax";

/** Overlays by key, in the order in which people see their operations. */
export const overlays: ReadonlyMap<string, Overlay> = new Map([
  ...customers,
  ...products,
  ...subscriptions,
  ...subscriptionItems,
  ...subscriptionSchedules,
  ...coupons,
  ...meters,
  ...invoices,
  ...invoiceItems,
  ...creditNotes,
  ...tax,
  ...paymentIntents,
  ...setupIntents,
  ...paymentMethods,
  ...charges,
  ...disputes,
  ...radar,
  ...checkout,
  ...balance,
  ...reports,
]);
