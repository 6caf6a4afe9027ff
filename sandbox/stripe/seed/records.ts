import { written } from "../json.ts";
import { blank } from "../schema.ts";
import type { JsonObject, Resource } from "../types.ts";
import { insert, rows, type Tenant, type World } from "../world.ts";

const DAY = 86_400;

function record(
  world: World,
  tenant: Tenant,
  name: string,
  fields: JsonObject & { object: string; created: number },
): Resource {
  return insert(tenant, {
    ...blank(name),
    id: world.ids.next(fields.object),
    livemode: false,
    metadata: {},
    ...fields,
  });
}

/** Adds what an account has beside payments and subscriptions: one of each, so that every list shows something. */
export function seedRecords(world: World, tenant: Tenant, currency: string): void {
  const now = world.now();
  const coupon = record(world, tenant, "Coupon", {
    object: "coupon",
    created: now - 60 * DAY,
    duration: "repeating",
    duration_in_months: 3,
    name: "Welcome, 20 % off",
    percent_off: 20,
    times_redeemed: 0,
    valid: true,
  });
  record(world, tenant, "PromotionCode", {
    object: "promotion_code",
    created: now - 60 * DAY,
    active: true,
    code: "WELCOME20",
    promotion: { type: "coupon", coupon: coupon.id },
    restrictions: {
      first_time_transaction: true,
      minimum_amount: null,
      minimum_amount_currency: null,
    },
    times_redeemed: 0,
  });
  record(world, tenant, "TaxRate", {
    object: "tax_rate",
    created: now - 80 * DAY,
    active: true,
    country: "US",
    display_name: "Sales tax",
    effective_percentage: 8.25,
    inclusive: false,
    percentage: 8.25,
    rate_type: "percentage",
    tax_type: "sales_tax",
  });
  record(world, tenant, "Payout", {
    object: "payout",
    created: now - 3 * DAY,
    amount: 120_000,
    arrival_date: now - 2 * DAY,
    automatic: true,
    currency,
    method: "standard",
    reconciliation_status: "completed",
    source_type: "card",
    status: "paid",
    type: "bank_account",
  });
  seedCreditNote(world, tenant);
}

function seedCreditNote(world: World, tenant: Tenant): void {
  const paid = rows(tenant, "invoice").find((invoice) => invoice.status === "paid");
  if (!paid) return;
  record(world, tenant, "CreditNote", {
    object: "credit_note",
    created: Number(paid["created"]) + DAY,
    amount: 500,
    amount_shipping: 0,
    currency: written(paid["currency"]),
    customer: paid["customer"] ?? null,
    discount_amount: 0,
    discount_amounts: [],
    invoice: paid.id,
    lines: { object: "list", data: [], has_more: false, url: "/v1/credit_notes/lines" },
    number: `${written(paid["number"])}-CN-01`,
    pdf: `${world.url}/i/${tenant.id}/${paid.id}`,
    post_payment_amount: 500,
    pre_payment_amount: 0,
    pretax_credit_amounts: [],
    reason: "order_change",
    refunds: [],
    status: "issued",
    subtotal: 500,
    subtotal_excluding_tax: 500,
    total: 500,
    total_excluding_tax: 500,
    type: "post_payment",
  });
}
