import { items, record, text, written } from "../json.ts";
import { formatAmount } from "../money.ts";
import type { Charge } from "../types.ts";
import { find, type Tenant, type World } from "../world.ts";
import { accountName } from "./home.ts";
import { escapeHtml, page, refusal, type Page } from "./layout.ts";

const GONE = "The sandbox did not find it. It may have been reset since.";

type Line = readonly [label: string, value: string];

const table = (lines: readonly Line[]): string =>
  `<table><tbody>${lines
    .map(
      ([label, value]) =>
        `<tr><th scope="row">${escapeHtml(label)}</th><td class="num">${escapeHtml(value)}</td></tr>`,
    )
    .join("")}</tbody></table>`;

function day(seconds: unknown): string {
  return new Date(Number(seconds) * 1000).toISOString().slice(0, 10);
}

function holderOf(world: World, charge: string): { tenant: Tenant; charge: Charge } | null {
  for (const tenant of world.tenants.values()) {
    const found = find(tenant, "charge", charge);
    if (found) return { tenant, charge: found };
  }
  return null;
}

/** `GET /receipts/{charge}`: what Stripe's `receipt_url` shows to a customer. */
export function receiptPage(world: World, id: string): Page {
  const found = holderOf(world, id);
  if (!found || found.charge.status !== "succeeded") return refusal(404, "No such receipt", GONE);
  const { tenant, charge } = found;
  const money = (amount: number): string => formatAmount(amount, charge.currency);
  const card = record(record(charge["payment_method_details"])["card"]);
  const paid = charge.captured ? charge.amount_captured : charge.amount;
  const refunded = charge.captured
    ? charge.amount_refunded - (charge.amount - charge.amount_captured)
    : 0;
  const lines: Line[] = [
    [charge.captured ? "Amount paid" : "Amount authorized", money(paid)],
    ["Date", day(charge.created)],
    ["Payment method", `${written(card["brand"])} •••• ${written(card["last4"])}`],
    ["For", charge.description ?? "A payment"],
    ...(refunded > 0 ? [["Refunded", money(refunded)] as const] : []),
    ["Receipt", charge.id],
  ];
  return page({
    title: "Receipt",
    narrow: true,
    body: `<div class="card"><h1>Receipt from ${escapeHtml(accountName(tenant))}</h1>${table(lines)}</div>`,
  });
}

/** `GET /i/{account}/{invoice}`: what Stripe's `hosted_invoice_url` shows to a customer, without a way to pay. */
export function invoicePage(world: World, account: string, id: string): Page {
  const tenant = world.tenants.get(account);
  const invoice = tenant && find(tenant, "invoice", id);
  if (!tenant || !invoice) return refusal(404, "No such invoice", GONE);
  const currency = written(invoice["currency"]);
  const money = (amount: unknown): string => formatAmount(Number(amount ?? 0), currency);
  const lines: Line[] = [
    ...items(record(invoice["lines"])["data"]).map((line): Line => {
      const { description, amount } = record(line);
      return [text(description) ?? "Item", money(amount)];
    }),
    ["Amount due", money(invoice["amount_due"])],
    ["Amount paid", money(invoice["amount_paid"])],
    ["Status", written(invoice["status"])],
  ];
  return page({
    title: "Invoice",
    narrow: true,
    body: `<div class="card"><h1>Invoice ${escapeHtml(written(invoice["number"]))}</h1><p class="soft">${escapeHtml(accountName(tenant))}</p>${table(lines)}</div>`,
  });
}
