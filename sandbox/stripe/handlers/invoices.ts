import { assignSent, changes, pathId, type Call, type Handler } from "../call.ts";
import { abandonPayment, collect, scheduleAdvance } from "../collection.ts";
import { StripeError, badParam, noSuch } from "../errors.ts";
import { itemLine } from "../invoice-lines.ts";
import {
  addLine,
  draftInvoice,
  finalizeInvoice,
  markPaid,
  markUncollectible,
  voidInvoice,
} from "../invoices.ts";
import { items, numeric, record, text, written } from "../json.ts";
import { filterBy, paginate } from "../lists.ts";
import { parseCurrency } from "../money.ts";
import { resolveMethod } from "../payment-methods.ts";
import { blank } from "../schema.ts";
import { emit, mergeMetadata, need } from "../scope.ts";
import type { Customer, Resource } from "../types.ts";
import { accountOf, find, insert, picture, remove, rows, rowsWhere } from "../world.ts";

const FIELDS = ["description", "footer", "statement_descriptor"] as const;

const invoiceOf = (call: Call): Resource => need(call, "invoice", pathId(call));

/** The invoice of an action; Stripe blames `id` for these, `invoice` elsewhere. */
function invoiceToAct(call: Call): Resource {
  const found = find(call.tenant, "invoice", pathId(call));
  if (!found) {
    const { status, message, fields } = noSuch("invoice", pathId(call));
    throw new StripeError(status, message, { ...fields, param: "id" });
  }
  return found;
}

function payerOf(call: Call, invoice: Resource): Customer {
  return need(call, "customer", written(invoice["customer"]), "customer");
}

function createItem(call: Call): Resource {
  const { params } = call;
  const named = text(params["invoice"]);
  const invoice = named ? need(call, "invoice", named, "invoice") : null;
  const customer = need(
    call,
    "customer",
    text(params["customer"]) ?? written(invoice?.["customer"]),
    "customer",
  );
  const priceId = text(record(params["pricing"])["price"]) ?? text(params["price"]);
  const price = priceId ? need(call, "price", priceId, "pricing[price]") : null;
  const quantity = numeric(params["quantity"]) ?? 1;
  const unit = price ? Number(price["unit_amount"] ?? 0) : null;
  const amount = numeric(params["amount"]) ?? (unit === null ? null : unit * quantity);
  if (amount === null)
    throw badParam("Missing required param: amount.", "amount", "parameter_missing");
  if (invoice && invoice["status"] !== "draft")
    throw badParam("Finalized invoices can't be updated in this way", "invoice");
  const fallback = written(price?.["currency"] ?? invoice?.["currency"]);
  const now = call.now();
  const item = insert(call.tenant, {
    ...blank("InvoiceItem"),
    id: call.world.ids.next("invoiceitem"),
    object: "invoiceitem",
    amount,
    currency: parseCurrency(text(params["currency"]) ?? (fallback || "usd")),
    customer: customer.id,
    date: now,
    description: text(params["description"]),
    discountable: true,
    discounts: [],
    invoice: invoice?.id ?? null,
    livemode: false,
    metadata: record(params["metadata"]),
    period: { end: now, start: now },
    pricing: price
      ? {
          price_details: { price: price.id, product: written(price["product"]) },
          type: "price_details",
          unit_amount_decimal: written(price["unit_amount"]),
        }
      : null,
    proration: false,
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: [],
  });
  emit(call, "invoiceitem.created", item);
  if (invoice) addLine(invoice, itemLine(call, item));
  return item;
}

function create(call: Call): Resource {
  const { params } = call;
  const customer = need(call, "customer", text(params["customer"]) ?? "", "customer");
  const sends = params["collection_method"] === "send_invoice";
  const days = numeric(params["days_until_due"]);
  const due = numeric(params["due_date"]) ?? (days === null ? null : call.now() + days * 86_400);
  if (sends && due === null)
    throw badParam(
      "If invoice collection method is send_invoice, you must specify days_until_due or due_date.",
    );
  const includes = params["pending_invoice_items_behavior"] === "include";
  const pending = rows(call.tenant, "invoiceitem")
    .filter((item) => includes && item["customer"] === customer.id && item["invoice"] === null)
    .filter((item) => item["parent"] === null) // a subscription's own bill takes up its changes
    .toReversed();
  const currency = text(params["currency"]) ?? text(pending[0]?.["currency"]);
  const fields: Record<string, string | null> = {};
  assignSent(fields, params, FIELDS);
  const invoice = draftInvoice(call, {
    customer,
    currency: currency
      ? parseCurrency(currency)
      : (text(accountOf(call.tenant)["default_currency"]) ?? "usd"),
    lines: pending.map((item) => itemLine(call, item)),
    subscription: null,
    reason: "manual",
    collectionMethod: sends ? "send_invoice" : "charge_automatically",
    dueDate: due,
    autoAdvance: params["auto_advance"] === true,
    fields: { ...fields, metadata: record(params["metadata"]) },
  });
  for (const { id } of pending) need(call, "invoiceitem", id)["invoice"] = invoice.id;
  scheduleAdvance(call, invoice);
  return invoice;
}

function pay(call: Call): Resource {
  const invoice = invoiceToAct(call);
  if (invoice["status"] === "paid") throw badParam("Invoice is already paid");
  const customer = payerOf(call, invoice);
  if (invoice["status"] === "draft") finalizeInvoice(call, invoice, customer);
  if (invoice["status"] === "paid") return invoice;
  if (invoice["status"] === "void")
    throw badParam("You can only pay an open invoice. This invoice is void.");
  if (call.params["paid_out_of_band"] === true) {
    abandonPayment(call, invoice);
    markPaid(call, invoice);
    return invoice;
  }
  const named = text(call.params["payment_method"]);
  const method = named
    ? resolveMethod(call, named, "payment_method", customer.id).id
    : customer.invoice_settings.default_payment_method;
  const refusal = collect(call, invoice, {
    customer: customer.id,
    method,
    description: `Payment for Invoice ${written(invoice["number"])}`,
    offSession: call.params["off_session"] !== false,
    automatic: false,
  });
  if (refusal) throw refusal;
  return invoice;
}

function update(call: Call): Resource {
  const invoice = invoiceToAct(call);
  const before = picture(invoice);
  const locked = Object.keys(call.params).some((name) => name !== "metadata" && name !== "expand");
  if (invoice["status"] !== "draft" && locked)
    throw badParam("Finalized invoices can't be updated in this way");
  assignSent(invoice, call.params, [...FIELDS, "auto_advance"]);
  if (call.params["metadata"] !== undefined)
    invoice["metadata"] = mergeMetadata(
      record(invoice["metadata"]),
      call.params["metadata"] === null ? null : record(call.params["metadata"]),
    );
  emit(call, "invoice.updated", invoice, changes(before, invoice));
  if (before["auto_advance"] !== true) scheduleAdvance(call, invoice);
  return invoice;
}

function list(call: Call) {
  const { params } = call;
  const subscription = text(params["subscription"]);
  const listed =
    subscription === null
      ? rows(call.tenant, "invoice")
      : rowsWhere(
          call.tenant,
          "invoice",
          "parent.subscription_details.subscription",
          subscription,
        ).toReversed();
  const all = filterBy(listed, params, ["customer", "status", "collection_method"]);
  return paginate(call.tenant, "invoice", all, params, call.url);
}

export const invoiceHandlers: Record<string, Handler> = {
  "Invoice.create": create,
  "Invoice.retrieve": invoiceOf,
  "Invoice.update": update,
  "Invoice.list": list,
  "Invoice.pay": pay,
  "Invoice.finalizeInvoice": (call) => {
    const invoice = invoiceToAct(call);
    finalizeInvoice(call, invoice, payerOf(call, invoice));
    return invoice;
  },
  "Invoice.sendInvoice": (call) => {
    const invoice = invoiceOf(call);
    if (invoice["status"] === "draft") finalizeInvoice(call, invoice, payerOf(call, invoice));
    emit(call, "invoice.sent", invoice);
    return invoice;
  },
  "Invoice.voidInvoice": (call) => {
    const invoice = invoiceToAct(call);
    voidInvoice(call, invoice);
    abandonPayment(call, invoice);
    return invoice;
  },
  "Invoice.markUncollectible": (call) => {
    const invoice = invoiceToAct(call);
    markUncollectible(call, invoice);
    return invoice;
  },
  "Invoice.del": (call) => {
    const invoice = invoiceOf(call);
    if (invoice["status"] !== "draft") throw badParam("You can only delete draft invoices.");
    remove(call.tenant, invoice);
    emit(call, "invoice.deleted", invoice);
    return { id: invoice.id, object: "invoice", deleted: true };
  },
  "Invoice.listLineItems": (call) => {
    const lines = record(invoiceOf(call)["lines"])["data"];
    return paginate(
      call.tenant,
      "line_item",
      items(lines) as Resource[], // lines are stored with id and object
      call.params,
      call.url,
    );
  },
  "InvoiceItem.create": createItem,
  "InvoiceItem.retrieve": (call) => need(call, "invoiceitem", pathId(call)),
  "InvoiceItem.list": (call) => {
    const { params } = call;
    const all = filterBy(rows(call.tenant, "invoiceitem"), params, ["customer", "invoice"]).filter(
      (row) => params["pending"] !== true || row["invoice"] === null,
    );
    return paginate(call.tenant, "invoiceitem", all, params, call.url);
  },
  "InvoiceItem.del": (call) => {
    const item = need(call, "invoiceitem", pathId(call));
    if (item["invoice"] !== null)
      throw badParam("You can only delete an invoice item that no invoice has taken up.");
    remove(call.tenant, item);
    emit(call, "invoiceitem.deleted", item);
    return { id: item.id, object: "invoiceitem", deleted: true };
  },
  "InvoicePayment.list": (call) => {
    const all = filterBy(rows(call.tenant, "invoice_payment"), call.params, ["invoice", "status"]);
    return paginate(call.tenant, "invoice_payment", all, call.params, call.url);
  },
  "InvoicePayment.retrieve": (call) => need(call, "invoice_payment", pathId(call)),
};
