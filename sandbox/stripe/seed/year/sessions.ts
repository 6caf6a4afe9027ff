import { emit, type Scope } from "../../scope.ts";
import type { Customer, JsonObject, PaymentIntent } from "../../types.ts";
import { DAY, MINUTE } from "../history.ts";
import { storeRecord } from "./catalog.ts";
import { between, chance, regular, type Year } from "./year.ts";

/** The Checkout session in which an order was paid; it began some minutes before. */
export function storeSession(
  year: Year,
  scope: Scope,
  paid: { customer: Customer; intent: PaymentIntent },
): void {
  const { customer, intent } = paid;
  const session = storeRecord(scope, "Checkout.Session", {
    ...shared(scope, customer, intent.amount, intent.currency),
    created: scope.now() - between(year.world, MINUTE, 9 * MINUTE),
    payment_intent: intent.id,
    payment_status: "paid",
    status: "complete",
    url: null,
  });
  emit(scope, "checkout.session.completed", session);
}

/** Plans the sessions that nobody finished: they expire after a day. */
export function planAbandonedSessions(year: Year, times: number[]): void {
  for (const time of times)
    year.timeline.plan(time, (scope) => {
      const customer = regular(year);
      const amount = between(year.world, 15, 120) * 100;
      const session = storeRecord(scope, "Checkout.Session", {
        ...shared(scope, customer, amount, "usd"),
        payment_intent: null,
        payment_status: "unpaid",
        status: "open",
      });
      if (chance(year.world, 0.3)) session["customer_details"] = null;
      year.timeline.plan(time + DAY, (later) => {
        session["status"] = "expired";
        session["url"] = null;
        emit(later, "checkout.session.expired", session);
      });
    });
}

function shared(
  scope: Scope,
  customer: Customer,
  amount: number,
  currency: string,
): JsonObject & { object: string } {
  return {
    object: "checkout.session",
    adaptive_pricing: { enabled: true },
    allowed_payment_method_types: ["card"],
    amount_subtotal: amount,
    amount_total: amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    cancel_url: "https://northwind-roasters.example/cart",
    currency,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: customer.id,
    customer_details: {
      address: customer["address"] ?? null,
      business_name: null,
      email: customer.email,
      individual_name: null,
      name: customer.name,
      phone: customer["phone"] ?? null,
      tax_exempt: "none",
      tax_ids: [],
    },
    discounts: [],
    expires_at: scope.now() + DAY,
    mode: "payment",
    payment_method_types: ["card"],
    shipping_options: [],
    success_url: "https://northwind-roasters.example/thanks",
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: "hosted_page",
    url: `${scope.world.url}/`,
  };
}
