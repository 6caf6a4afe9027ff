import { StripeError } from "./errors.ts";
import { record } from "./json.ts";
import type { JsonObject } from "./types.ts";

const PAGE = "created ending_before limit starting_after";
const CUSTOMER =
  "address balance business_name description email individual_name invoice_prefix invoice_settings metadata " +
  "name next_invoice_sequence payment_method phone preferred_locales shipping source tax_exempt";
const INTENT =
  "amount currency customer description metadata payment_method payment_method_data payment_method_types " +
  "receipt_email setup_future_usage shipping statement_descriptor statement_descriptor_suffix transfer_group";
const CONFIRM =
  "payment_method payment_method_data payment_method_types off_session return_url use_stripe_sdk";
const SUBSCRIPTION = "default_payment_method description metadata";

/** The parameters that each operation acts on. Anything else would be ignored, which is refused instead. */
export const UNDERSTOOD: Record<string, string> = {
  "Account.list": PAGE,
  "Account.retrieve": "",
  "Account.retrieveCurrent": "",
  "Balance.retrieve": "",
  "BalanceTransaction.list": `${PAGE} currency payout source type`,
  "BalanceTransaction.retrieve": "",
  "Charge.capture": "amount",
  "Charge.create":
    "amount capture currency customer description metadata receipt_email source statement_descriptor",
  "Charge.list": `${PAGE} customer payment_intent transfer_group`,
  "Charge.refund": "amount metadata reason",
  "Charge.retrieve": "",
  "Charge.update": "description fraud_details metadata receipt_email shipping transfer_group",
  "Checkout.Session.list": `${PAGE} customer payment_intent status subscription`,
  "Checkout.Session.retrieve": "",
  "Coupon.list": PAGE,
  "Coupon.retrieve": "",
  "CreditNote.list": `${PAGE} customer invoice`,
  "CreditNote.retrieve": "",
  "Customer.create": CUSTOMER,
  "Customer.del": "",
  "Customer.list": `${PAGE} email test_clock`,
  "Customer.listPaymentMethods": `${PAGE} allow_redisplay type`,
  "Customer.retrieve": "",
  "Customer.retrievePaymentMethod": "",
  "Customer.update": CUSTOMER,
  "Dispute.close": "",
  "Dispute.list": `${PAGE} charge payment_intent`,
  "Dispute.retrieve": "",
  "Dispute.update": "evidence metadata submit",
  "Event.list": `${PAGE} delivery_success type types`,
  "Event.retrieve": "",
  "Invoice.create":
    "auto_advance collection_method currency customer days_until_due description due_date footer metadata pending_invoice_items_behavior statement_descriptor",
  "Invoice.createPreview": "subscription subscription_details",
  "Invoice.del": "",
  "Invoice.finalizeInvoice": "",
  "Invoice.markUncollectible": "",
  "Invoice.pay": "off_session paid_out_of_band payment_method",
  "Invoice.sendInvoice": "",
  "Invoice.update": "auto_advance description footer metadata statement_descriptor",
  "Invoice.voidInvoice": "",
  "InvoiceItem.create":
    "amount currency customer description invoice metadata price pricing quantity",
  "InvoiceItem.del": "",
  "InvoiceItem.list": `${PAGE} customer invoice pending`,
  "InvoiceItem.retrieve": "",
  "Invoice.list": `${PAGE} collection_method customer status subscription`,
  "Invoice.listLineItems": PAGE,
  "Invoice.retrieve": "",
  "InvoicePayment.list": `${PAGE} invoice status`,
  "InvoicePayment.retrieve": "",
  "PaymentIntent.cancel": "cancellation_reason",
  "PaymentIntent.capture": "amount_to_capture",
  "PaymentIntent.confirm": CONFIRM,
  "PaymentIntent.create": `${INTENT} ${CONFIRM} automatic_payment_methods capture_method confirm confirmation_method error_on_requires_action`,
  "PaymentIntent.list": `${PAGE} customer`,
  "PaymentIntent.retrieve": "client_secret",
  "PaymentIntent.update": INTENT,
  "PaymentMethod.attach": "customer",
  "PaymentMethod.create": "billing_details card metadata type",
  "PaymentMethod.detach": "",
  "PaymentMethod.list": `${PAGE} allow_redisplay customer type`,
  "PaymentMethod.retrieve": "",
  "PaymentMethod.update": "billing_details metadata",
  "Payout.list": `${PAGE} arrival_date destination status`,
  "Payout.retrieve": "",
  "Price.create":
    "currency lookup_key metadata nickname product product_data recurring unit_amount unit_amount_decimal",
  "Price.list": `${PAGE} active currency lookup_keys product type`,
  "Price.retrieve": "",
  "Product.create": "active description id images metadata name url",
  "Product.del": "",
  "Product.list": `${PAGE} active ids url`,
  "Product.retrieve": "",
  "Product.update": "active description images metadata name url",
  "PromotionCode.list": `${PAGE} active code customer`,
  "PromotionCode.retrieve": "",
  "Radar.EarlyFraudWarning.list": `${PAGE} charge payment_intent`,
  "Radar.EarlyFraudWarning.retrieve": "",
  "Refund.create": "amount charge metadata payment_intent reason",
  "Refund.list": `${PAGE} charge payment_intent`,
  "Refund.retrieve": "",
  "Refund.update": "metadata",
  "Review.approve": "",
  "Review.list": PAGE,
  "Review.retrieve": "",
  "Subscription.cancel": "cancellation_details",
  "Subscription.create": `${SUBSCRIPTION} customer discounts items off_session payment_behavior trial_end trial_period_days`,
  "Subscription.list": `${PAGE} collection_method customer price status`,
  "Subscription.retrieve": "",
  "Subscription.update": `${SUBSCRIPTION} cancel_at_period_end cancellation_details items pause_collection proration_behavior proration_date`,
  "SubscriptionItem.list": `${PAGE} subscription`,
  "TaxRate.list": `${PAGE} active inclusive`,
  "TaxRate.retrieve": "",
  "WebhookEndpoint.create": "api_version connect description enabled_events metadata url",
  "WebhookEndpoint.del": "",
  "WebhookEndpoint.list": PAGE,
  "WebhookEndpoint.retrieve": "",
  "WebhookEndpoint.update": "description disabled enabled_events metadata url",
};

/** The members of a structured parameter that its handler acts on, where it does not take all of them. */
const UNDERSTOOD_MEMBERS: Record<string, Record<string, string>> = {
  "Customer.create": { invoice_settings: "default_payment_method footer" },
  "Customer.update": { invoice_settings: "default_payment_method footer" },
  "Invoice.createPreview": { subscription_details: "items proration_behavior proration_date" },
  "InvoiceItem.create": { pricing: "price" },
  "Price.create": {
    product_data: "metadata name tax_code unit_label",
    recurring: "interval interval_count trial_period_days usage_type",
  },
  "Subscription.create": { discounts: "coupon", items: "metadata price quantity" },
  "Subscription.update": { pause_collection: "behavior" },
};

/** Throws 501 when a request asks for something that its handler would silently leave out. */
export function refuseIgnored(operation: string, params: JsonObject): void {
  const known = new Set((UNDERSTOOD[operation] ?? "").split(" "));
  const ignored =
    Object.keys(params).find((name) => name !== "expand" && !known.has(name)) ??
    ignoredMember(operation, params);
  if (ignored === undefined) return;
  throw new StripeError(501, `not implemented in the sandbox: ${operation} with ${ignored}`, {
    type: "api_error",
    param: ignored,
  });
}

/** The first member of a structured parameter that nothing acts on, e.g. `items[0][discounts]`. */
function ignoredMember(operation: string, params: JsonObject): string | undefined {
  for (const [name, members] of Object.entries(UNDERSTOOD_MEMBERS[operation] ?? {})) {
    const known = new Set(members.split(" "));
    const value = params[name];
    const listed = Array.isArray(value);
    for (const [index, entry] of (listed ? value : [value]).entries()) {
      const unknown = Object.keys(record(entry)).find((member) => !known.has(member));
      if (unknown !== undefined) return `${name}${listed ? `[${index}]` : ""}[${unknown}]`;
    }
  }
  return undefined;
}
