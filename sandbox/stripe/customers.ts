import { completeAddress, completeShipping } from "./addresses.ts";
import { assignSent } from "./call.ts";
import { badParam } from "./errors.ts";
import { record, text, written } from "./json.ts";
import { cardSource, resolveMethod } from "./payment-methods.ts";
import { blank } from "./schema.ts";
import { emit, mergeMetadata, type Scope } from "./scope.ts";
import type { Customer, JsonObject, PaymentMethod } from "./types.ts";
import { insert } from "./world.ts";

const PLAIN = [
  "balance",
  "business_name",
  "description",
  "email",
  "individual_name",
  "invoice_prefix",
  "name",
  "next_invoice_sequence",
  "phone",
  "preferred_locales",
  "tax_exempt",
] as const;

/** Stores a customer from create parameters and emits customer.created. Throws `email_invalid`. */
export function createCustomer(scope: Scope, params: JsonObject): Customer {
  checkEmail(params);
  const customer: Customer = {
    ...blank("Customer"),
    id: scope.world.ids.next("customer"),
    object: "customer",
    address: null,
    balance: 0,
    created: scope.now(),
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: scope.world.ids.chars(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  };
  insert(scope.tenant, customer);
  applyCustomer(scope, customer, params);
  emit(scope, "customer.created", customer);
  return customer;
}

/** Applies create or update parameters: fields, metadata, default payment method, legacy source. */
export function applyCustomer(scope: Scope, customer: Customer, params: JsonObject): void {
  checkEmail(params);
  assignSent(customer, params, PLAIN);
  if (params["address"] !== undefined) customer["address"] = completeAddress(params["address"]);
  if (params["shipping"] !== undefined) customer["shipping"] = completeShipping(params["shipping"]);
  if (params["metadata"] !== undefined)
    customer["metadata"] = mergeMetadata(
      record(customer["metadata"]),
      params["metadata"] === null ? null : record(params["metadata"]),
    );
  const settings = record(params["invoice_settings"]);
  const named = text(params["payment_method"]) ?? null;
  if (named) attachMethod(scope, resolveMethod(scope, named, "payment_method"), customer.id);
  const preferred = text(settings["default_payment_method"]);
  if (preferred) {
    const method = resolveMethod(
      scope,
      preferred,
      "invoice_settings[default_payment_method]",
      customer.id,
    );
    customer.invoice_settings = { ...customer.invoice_settings, default_payment_method: method.id };
  }
  if (settings["footer"] !== undefined)
    customer.invoice_settings = { ...customer.invoice_settings, footer: settings["footer"] };
  const source = text(params["source"]);
  if (source) addSource(scope, customer, source);
}

/** Attaches a payment method to a customer and emits payment_method.attached. */
export function attachMethod(scope: Scope, method: PaymentMethod, customer: string): void {
  if (method.customer === customer) return;
  method.customer = customer;
  emit(scope, "payment_method.attached", method);
}

/** Adds a legacy card to a customer, as callers before basil do. */
function addSource(scope: Scope, customer: Customer, token: string): void {
  const { name, source } = cardSource(scope, token);
  const id = written(source["id"]);
  insert(scope.tenant, {
    ...source,
    id,
    object: "card",
    customer: customer.id,
    sandbox_card: name,
  });
  customer.default_source = id;
}

function checkEmail(params: JsonObject): void {
  const email = text(params["email"]);
  if (email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    throw badParam(`Invalid email address: ${email}`, "email", "email_invalid");
}
