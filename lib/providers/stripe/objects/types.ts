import type { ObjectData, ObjectType } from "../../types";
import { earlyFraudWarning } from "./early-fraud-warning";
import { hasEntries, payoutEntry } from "./payout-entry";
import { columnsOf, common, idIn, integerIn, listIn, objectIn, textIn } from "./read";
import { review } from "./review";

const stateOf = (data: ObjectData, name: string) => (data[name] === false ? "archived" : "active");

/** Amount of a subscription per billing period, without discounts; `null` if a price has no fixed amount. */
function periodAmount(data: ObjectData): number | null {
  const amounts = listIn(data, "items").map((item) => {
    const unit = integerIn(objectIn(item, "price"), "unit_amount");
    return unit === null ? null : unit * (integerIn(item, "quantity") ?? 1);
  });
  return amounts.reduce<number | null>(
    (sum, amount) => (sum === null || amount === null ? null : sum + amount),
    amounts.length === 0 ? null : 0,
  );
}

/** The subscription of an invoice: `subscription` until 2025, `parent` since then. */
const subscriptionOf = (invoice: ObjectData) =>
  idIn(invoice, "subscription") ??
  idIn(objectIn(objectIn(invoice, "parent"), "subscription_details"), "subscription");

const paymentOf = (data: ObjectData) => idIn(data, "payment_intent") ?? idIn(data, "charge");

const balanceTransactionOf = (data: ObjectData) => {
  const id = idIn(data, "balance_transaction");
  return id === null ? [] : [{ type: "balance_transaction", id }];
};

/** The page of an object in Stripe's dashboard. */
const pageOf = (place: string) => (id: string, livemode: boolean) =>
  `https://dashboard.stripe.com/${livemode ? "" : "test/"}${place}/${encodeURIComponent(id)}`;

/** Brand, last digits and expiry: nothing else of a payment method is kept. */
function keptMethod(data: ObjectData): ObjectData {
  const type = textIn(data, "type") ?? "unknown";
  const details = objectIn(data, type);
  const fields = ["brand", "last4", "exp_month", "exp_year", "fingerprint", "funding", "country"];
  const kept = fields.flatMap((name) => (name in details ? [[name, details[name]] as const] : []));
  return {
    id: data["id"],
    object: "payment_method",
    type,
    customer: idIn(data, "customer"),
    created: data["created"],
    [type]: Object.fromEntries(kept),
  };
}

/** Types of Stripe that the synced copy holds. Source of paths and permissions: docs.stripe.com/api and /keys, read 2026-11. */
export const types = {
  customer: {
    label: "Customers",
    permission: "Customers: Read",
    path: "/v1/customers",
    columns: (data) =>
      columnsOf(data, {
        currency: textIn(data, "currency"),
        label: textIn(data, "name") ?? textIn(data, "email"),
      }),
    search: (data) => ({
      name: textIn(data, "name"),
      email: textIn(data, "email"),
      phone: textIn(data, "phone"),
      description: textIn(data, "description"),
    }),
    pageUrl: pageOf("customers"),
  },
  payment_intent: {
    label: "Payment intents",
    permission: "PaymentIntents: Read",
    path: "/v1/payment_intents",
    columns: (data) => columnsOf(data, { ...common(data), amount: integerIn(data, "amount") }),
  },
  charge: {
    label: "Charges",
    permission: "Charges: Read",
    path: "/v1/charges",
    columns: (data) =>
      columnsOf(data, {
        ...common(data),
        amount: integerIn(data, "amount"),
        parent: idIn(data, "payment_intent"),
      }),
    alsoChanged: balanceTransactionOf,
  },
  product: {
    label: "Products",
    permission: "Products: Read",
    path: "/v1/products",
    columns: (data) =>
      columnsOf(data, { status: stateOf(data, "active"), label: textIn(data, "name") }),
    search: (data) => ({
      name: textIn(data, "name"),
      description: textIn(data, "description"),
    }),
  },
  price: {
    label: "Prices",
    permission: "Prices: Read",
    path: "/v1/prices",
    columns: (data) =>
      columnsOf(data, {
        status: stateOf(data, "active"),
        currency: textIn(data, "currency"),
        amount: integerIn(data, "unit_amount"),
        parent: idIn(data, "product"),
        label: textIn(data, "nickname"),
      }),
  },
  subscription: {
    label: "Subscriptions",
    permission: "Subscriptions: Read",
    path: "/v1/subscriptions",
    expand: ["discounts", "items.data.discounts"],
    query: { status: "all" },
    columns: (data) =>
      columnsOf(data, {
        ...common(data),
        amount: periodAmount(data),
        parent: idIn(objectIn(listIn(data, "items")[0] ?? {}, "price"), "product"),
        label: textIn(data, "description"),
      }),
    search: (data) => ({ description: textIn(data, "description") }),
  },
  invoice: {
    label: "Invoices",
    permission: "Invoices: Read",
    path: "/v1/invoices",
    expand: ["discounts"],
    columns: (data) =>
      columnsOf(data, {
        ...common(data),
        amount: integerIn(data, "total"),
        parent: subscriptionOf(data),
        label: textIn(data, "number"),
      }),
    search: (data) => ({
      number: textIn(data, "number"),
      email: textIn(data, "customer_email"),
    }),
  },
  invoice_payment: {
    label: "Invoice payments",
    permission: "Invoices: Read",
    path: "/v1/invoice_payments",
    columns: (data) =>
      columnsOf(data, {
        status: textIn(data, "status"),
        currency: textIn(data, "currency"),
        amount: integerIn(data, "amount_paid") ?? integerIn(data, "amount_requested"),
        parent: paymentOf(objectIn(data, "payment")),
      }),
  },
  refund: {
    label: "Refunds",
    permission: "Refunds: Read",
    path: "/v1/refunds",
    columns: (data) =>
      columnsOf(data, {
        status: textIn(data, "status"),
        currency: textIn(data, "currency"),
        amount: integerIn(data, "amount"),
        parent: paymentOf(data),
        label: textIn(data, "reason"),
      }),
    alsoChanged: balanceTransactionOf,
  },
  dispute: {
    label: "Disputes",
    permission: "Disputes: Read",
    path: "/v1/disputes",
    columns: (data) =>
      columnsOf(data, {
        status: textIn(data, "status"),
        currency: textIn(data, "currency"),
        amount: integerIn(data, "amount"),
        parent: paymentOf(data),
        label: textIn(data, "reason"),
      }),
    pageUrl: pageOf("disputes"),
    search: (data) => ({ description: textIn(data, "description") }),
  },
  balance_transaction: {
    label: "Balance transactions",
    permission: "Balance: Read",
    path: "/v1/balance_transactions",
    columns: (data) =>
      columnsOf(data, {
        status: textIn(data, "status"),
        currency: textIn(data, "currency"),
        amount: integerIn(data, "amount"),
        parent: idIn(data, "source"),
        label: textIn(data, "reporting_category") ?? textIn(data, "type"),
      }),
  },
  "radar.early_fraud_warning": earlyFraudWarning,
  review,
  payout: {
    label: "Payouts",
    permission: "Payouts: Read",
    path: "/v1/payouts",
    columns: (data) =>
      columnsOf(data, {
        status: textIn(data, "status"),
        currency: textIn(data, "currency"),
        amount: integerIn(data, "amount"),
        label: textIn(data, "description"),
      }),
    search: (data) => ({ description: textIn(data, "description") }),
    alsoChanged: (data) => [
      ...balanceTransactionOf(data),
      ...(hasEntries(data) ? [{ type: "payout_entry", id: textIn(data, "id") ?? "" }] : []),
    ],
  },
  payout_entry: payoutEntry,
  "checkout.session": {
    label: "Checkout sessions",
    permission: "Checkout Sessions: Read",
    path: "/v1/checkout/sessions",
    columns: (data) =>
      columnsOf(data, {
        ...common(data),
        amount: integerIn(data, "amount_total"),
        parent: idIn(data, "payment_intent") ?? idIn(data, "subscription"),
      }),
  },
  credit_note: {
    label: "Credit notes",
    permission: "Credit notes: Read",
    path: "/v1/credit_notes",
    columns: (data) =>
      columnsOf(data, {
        ...common(data),
        amount: integerIn(data, "total"),
        parent: idIn(data, "invoice"),
        label: textIn(data, "number"),
      }),
  },
  coupon: {
    label: "Coupons",
    permission: "Coupons: Read",
    path: "/v1/coupons",
    columns: (data) =>
      columnsOf(data, {
        status: stateOf(data, "valid"),
        currency: textIn(data, "currency"),
        label: textIn(data, "name") ?? textIn(data, "id"),
      }),
    search: (data) => ({ name: textIn(data, "name") ?? textIn(data, "id") }),
  },
  promotion_code: {
    label: "Promotion codes",
    permission: "Promotion codes: Read",
    path: "/v1/promotion_codes",
    columns: (data) =>
      columnsOf(data, {
        status: stateOf(data, "active"),
        customer: idIn(data, "customer"),
        parent: idIn(data, "coupon") ?? idIn(objectIn(data, "promotion"), "coupon"),
        label: textIn(data, "code"),
      }),
  },
  tax_rate: {
    label: "Tax rates",
    permission: "Tax rates: Read",
    path: "/v1/tax_rates",
    columns: (data) =>
      columnsOf(data, { status: stateOf(data, "active"), label: textIn(data, "display_name") }),
  },
  payment_method: {
    label: "Payment methods",
    permission: "PaymentMethods: Read",
    path: "/v1/payment_methods",
    listedBy: { type: "customer", path: (id) => `/v1/customers/${id}/payment_methods` },
    keep: keptMethod,
    columns: (data) => {
      const details = objectIn(data, textIn(data, "type") ?? "");
      return columnsOf(data, {
        customer: idIn(data, "customer"),
        method: textIn(details, "brand") ?? textIn(data, "type"),
        label: textIn(details, "last4"),
      });
    },
  },
} satisfies Record<string, ObjectType>;
