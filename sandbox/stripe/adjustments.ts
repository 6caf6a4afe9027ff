import type { Line } from "./invoice-lines.ts";
import { items, record, text, written } from "./json.ts";
import { blank } from "./schema.ts";
import { emit, type Scope } from "./scope.ts";
import type { JsonObject, Resource, Subscription } from "./types.ts";
import { find, insert } from "./world.ts";

export type CouponUse = { coupon: Resource; promotionCode: Resource | null };

/** Stores the discount that a coupon gives a subscription and emits customer.discount.created. */
export function applyCoupon(scope: Scope, subscription: Subscription, use: CouponUse): Resource {
  const { coupon, promotionCode } = use;
  const start = scope.now();
  const months = Number(coupon["duration_in_months"] ?? 0);
  const end = new Date(start * 1000);
  end.setUTCMonth(end.getUTCMonth() + months);
  const discount = insert(scope.tenant, {
    ...blank("Discount"),
    id: scope.world.ids.next("discount"),
    object: "discount",
    customer: subscription.customer,
    end: coupon["duration"] === "repeating" ? Math.floor(end.getTime() / 1000) : null,
    promotion_code: promotionCode?.id ?? null,
    source: { coupon: coupon.id, type: "coupon" },
    start,
    subscription: subscription.id,
  });
  for (const used of [coupon, promotionCode])
    if (used) used["times_redeemed"] = Number(used["times_redeemed"] ?? 0) + 1;
  subscription["discounts"] = [...items(subscription["discounts"]), discount.id];
  emit(scope, "customer.discount.created", discount);
  return discount;
}

/** A line with what its subscription's discounts take off and its tax rates add. */
export function adjustLine(scope: Scope, line: Line, subscription: Subscription): Line {
  const discounts: JsonObject[] = [];
  let base = line.amount;
  for (const id of items(subscription["discounts"])) {
    const discount = find(scope.tenant, "discount", written(id));
    const amount = discount ? reduction(scope, discount, base) : 0;
    if (amount === 0) continue;
    discounts.push({ amount, discount: id });
    base -= amount;
  }
  const taxes = items(subscription["default_tax_rates"]).map((rate): JsonObject => {
    const { id, percentage } = record(rate);
    return {
      amount: Math.round((base * Number(percentage)) / 100),
      tax_behavior: "exclusive",
      tax_rate_details: { tax_rate: written(id) },
      taxability_reason: "standard_rated",
      taxable_amount: base,
      type: "tax_rate_details",
    };
  });
  return {
    ...line,
    discount_amounts: discounts,
    discounts: discounts.map(({ discount }) => discount ?? null),
    taxes,
  };
}

function reduction(scope: Scope, discount: Resource, amount: number): number {
  const end = discount["end"];
  if (typeof end === "number" && end <= scope.now()) return 0;
  const coupon = find(scope.tenant, "coupon", written(record(discount["source"])["coupon"]));
  if (typeof coupon?.["percent_off"] === "number")
    return Math.round((amount * coupon["percent_off"]) / 100);
  return Math.max(0, Math.min(amount, Number(coupon?.["amount_off"] ?? 0)));
}

/** Ends the discounts of a subscription that a bill has used up: those for one bill, and those whose months are over. */
export function dropUsedDiscounts(scope: Scope, subscription: Subscription): void {
  const left = items(subscription["discounts"]).filter((id) => {
    const discount = find(scope.tenant, "discount", written(id));
    const coupon = find(scope.tenant, "coupon", written(record(discount?.["source"])["coupon"]));
    const end = discount?.["end"];
    return coupon?.["duration"] !== "once" && !(typeof end === "number" && end <= scope.now());
  });
  subscription["discounts"] = left;
}

/** Counts the amounts of an invoice from its lines. */
export function totalInvoice(invoice: Resource): void {
  const lines = items(record(invoice["lines"])["data"]).map(record);
  const subtotal = sum(lines, "amount");
  const discounts = lines.flatMap((line) => items(line["discount_amounts"]).map(record));
  const taxes = lines.flatMap((line) => items(line["taxes"]).map(record));
  const net = subtotal - sum(discounts, "amount");
  const total = net + sum(taxes, "amount");
  invoice["subtotal"] = subtotal;
  invoice["subtotal_excluding_tax"] = subtotal;
  invoice["total_excluding_tax"] = net;
  invoice["total"] = total;
  invoice["discounts"] = [...new Set(discounts.map(({ discount }) => text(discount)))];
  invoice["total_discount_amounts"] = grouped(discounts, ({ discount }) => written(discount));
  invoice["total_taxes"] = grouped(taxes, (tax) =>
    written(record(tax["tax_rate_details"])["tax_rate"]),
  );
  invoice["amount_due"] = Math.max(0, total);
  invoice["amount_remaining"] = Math.max(0, total);
}

function sum(rows: JsonObject[], field: string): number {
  return rows.reduce((so, row) => so + Number(row[field] ?? 0), 0);
}

/** Makes one entry for each key, with the sum of its amounts. */
function grouped(rows: JsonObject[], keyOf: (row: JsonObject) => string): JsonObject[] {
  const groups = new Map<string, JsonObject[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return [...groups.values()].map((members) => ({
    ...members[0],
    amount: sum(members, "amount"),
    ...(members[0]?.["taxable_amount"] === undefined
      ? {}
      : { taxable_amount: sum(members, "taxable_amount") }),
  }));
}
