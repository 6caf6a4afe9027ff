import { collect } from "../../collection.ts";
import { itemLine } from "../../invoice-lines.ts";
import {
  draftInvoice,
  finalizeInvoice,
  markPaid,
  markUncollectible,
  voidInvoice,
} from "../../invoices.ts";
import { items, record, written } from "../../json.ts";
import { blank } from "../../schema.ts";
import { emit, type Scope } from "../../scope.ts";
import type { Customer, Resource } from "../../types.ts";
import { insert, rows } from "../../world.ts";
import { DAY, HOUR, pick } from "../history.ts";
import { storeRecord } from "./catalog.ts";
import { between, chance, methodOf, weighted, type Year } from "./year.ts";

const TERM_DAYS = 14;
const MONTH = 30 * DAY;
const CREDIT_NOTES = 5;

/** Plans the invoices that are sent by hand to businesses: some each month, and all states among the last ones. */
export function planInvoices(year: Year): void {
  const { world, timeline, start, quiet } = year;
  for (let month = start + 5 * DAY; month < quiet - 20 * DAY; month += MONTH)
    for (let index = between(world, 3, 5); index > 0; index--)
      timeline.plan(month + between(world, 0, 9) * DAY + index * HOUR, (scope) => {
        const invoice = send(year, scope, pick(world, year.businesses));
        settleLater(year, scope, invoice);
      });
  for (const days of [1, 4, 8, 17, 21])
    timeline.plan(quiet - days * DAY, (scope) => send(year, scope, pick(world, year.businesses)));
  timeline.plan(quiet - 5 * HOUR, (scope) => draft(year, scope, pick(world, year.businesses)));
  timeline.plan(quiet - 2 * HOUR, (scope) => seedCreditNotes(scope));
}

function draft(year: Year, scope: Scope, customer: Customer): Resource {
  const sacks = between(year.world, 1, 4);
  const stored = [
    storeItem(scope, customer, "Wholesale espresso, 12 kg sack", 28_800, sacks),
    storeItem(scope, customer, "Delivery", 2500, 1),
  ];
  const invoice = draftInvoice(scope, {
    customer,
    currency: "usd",
    lines: stored.map((item) => itemLine(scope, item)),
    subscription: null,
    reason: "manual",
    collectionMethod: "send_invoice",
    dueDate: scope.now() + TERM_DAYS * DAY,
    fields: { description: "Thank you for brewing Northwind." },
  });
  for (const item of stored) item["invoice"] = invoice.id;
  return invoice;
}

function storeItem(
  scope: Scope,
  customer: Customer,
  description: string,
  unit: number,
  quantity: number,
): Resource {
  const now = scope.now();
  const item = insert(scope.tenant, {
    ...blank("InvoiceItem"),
    id: scope.world.ids.next("invoiceitem"),
    object: "invoiceitem",
    amount: unit * quantity,
    currency: "usd",
    customer: customer.id,
    date: now,
    description,
    discountable: true,
    discounts: [],
    livemode: false,
    metadata: {},
    period: { end: now, start: now },
    proration: false,
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: [],
  });
  emit(scope, "invoiceitem.created", item);
  return item;
}

function send(year: Year, scope: Scope, customer: Customer): Resource {
  const invoice = draft(year, scope, customer);
  finalizeInvoice(scope, invoice, customer);
  emit(scope, "invoice.sent", invoice);
  return invoice;
}

function settleLater(year: Year, scope: Scope, invoice: Resource): void {
  const { world, timeline } = year;
  const how = weighted(world, [
    ["card", 62],
    ["transfer", 26],
    ["void", 6],
    ["never", 6],
  ]);
  const days = how === "never" ? 75 : between(world, 2, how === "void" ? 6 : 19);
  timeline.plan(scope.now() + days * DAY, (later) => {
    if (how === "transfer") markPaid(later, invoice);
    else if (how === "void") voidInvoice(later, invoice);
    else if (how === "never") markUncollectible(later, invoice);
    else payByCard(year, later, invoice);
  });
}

function payByCard(year: Year, scope: Scope, invoice: Resource): void {
  const customer = year.businesses.find(({ id }) => id === invoice["customer"]);
  if (!customer) return;
  collect(scope, invoice, {
    customer: customer.id,
    method: methodOf(year, scope, customer).id,
    description: `Payment for Invoice ${written(invoice["number"])}`,
    offSession: chance(year.world, 0.5),
    automatic: false,
  });
}

/** Credits a part of some paid invoices. */
function seedCreditNotes(scope: Scope): void {
  const paid = rows(scope.tenant, "invoice").filter(
    (invoice) => invoice["status"] === "paid" && invoice["billing_reason"] === "manual",
  );
  for (const [index, invoice] of paid.slice(0, CREDIT_NOTES).entries())
    creditNote(scope, invoice, index % 2 === 0 ? "order_change" : "product_unsatisfactory");
}

function creditNote(scope: Scope, invoice: Resource, reason: string): void {
  const line = record(items(record(invoice["lines"])["data"])[1]);
  const amount = Number(line["amount"]);
  const id = scope.world.ids.next("credit_note");
  const entry = {
    ...blank("CreditNoteLineItem"),
    id: scope.world.ids.next("credit_note_line_item"),
    object: "credit_note_line_item",
    amount,
    description: line["description"] ?? null,
    discount_amount: 0,
    discount_amounts: [],
    invoice_line_item: written(line["id"]),
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity: 1,
    tax_rates: [],
    taxes: [],
    type: "invoice_line_item",
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  };
  invoice["post_payment_credit_notes_amount"] = amount;
  storeRecord(
    scope,
    "CreditNote",
    {
      object: "credit_note",
      id,
      amount,
      amount_shipping: 0,
      currency: written(invoice["currency"]),
      customer: invoice["customer"] ?? null,
      discount_amount: 0,
      discount_amounts: [],
      effective_at: scope.now(),
      invoice: invoice.id,
      lines: {
        object: "list",
        data: [entry],
        has_more: false,
        url: `/v1/credit_notes/${id}/lines`,
      },
      number: `${written(invoice["number"])}-CN-01`,
      out_of_band_amount: amount,
      pdf: `${scope.world.url}/i/${scope.tenant.id}/${invoice.id}`,
      post_payment_amount: amount,
      pre_payment_amount: 0,
      pretax_credit_amounts: [],
      reason,
      refunds: [],
      status: "issued",
      subtotal: amount,
      subtotal_excluding_tax: amount,
      total: amount,
      total_excluding_tax: amount,
      total_taxes: [],
      type: "post_payment",
    },
    "credit_note.created",
  );
}
