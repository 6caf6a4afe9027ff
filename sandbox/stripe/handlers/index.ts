import type { Handler } from "../call.ts";
import { accountHandlers } from "./accounts.ts";
import { billingHandlers } from "./billing.ts";
import { catalogHandlers } from "./catalog.ts";
import { chargeHandlers } from "./charges.ts";
import { customerHandlers } from "./customers.ts";
import { eventHandlers } from "./events.ts";
import { invoiceHandlers } from "./invoices.ts";
import { moneyHandlers } from "./money-movements.ts";
import { paymentIntentHandlers } from "./payment-intents.ts";
import { paymentMethodHandlers } from "./payment-methods.ts";
import { previewHandlers } from "./previews.ts";
import { recordHandlers } from "./records.ts";

/** Every operation the sandbox performs, by `Resource.method`; any other answers 501. */
export const handlers: Record<string, Handler | undefined> = {
  ...accountHandlers,
  ...billingHandlers,
  ...catalogHandlers,
  ...chargeHandlers,
  ...customerHandlers,
  ...eventHandlers,
  ...invoiceHandlers,
  ...moneyHandlers,
  ...paymentIntentHandlers,
  ...paymentMethodHandlers,
  ...previewHandlers,
  ...recordHandlers,
};
