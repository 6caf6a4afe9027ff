import { assignSent, changes, pathId, type Call, type Handler } from "../call.ts";
import { createPrice, createProduct, type PriceInput } from "../catalog.ts";
import { StripeError, badParam } from "../errors.ts";
import { isRecord, items, numeric, record, text } from "../json.ts";
import { filterBy, paginate } from "../lists.ts";
import { parseCurrency } from "../money.ts";
import { emit, mergeMetadata, need } from "../scope.ts";
import type { JsonObject, Resource } from "../types.ts";
import { BASIL, isBefore } from "../versions.ts";
import { find, picture, remove, rows } from "../world.ts";

const INTERVAL_CAPS: Record<string, number> = { day: 1095, week: 156, month: 36, year: 3 };
const ADVERBS: Record<string, string> = {
  day: "daily",
  week: "weekly",
  month: "monthly",
  year: "yearly",
};

const productOf = (call: Call): Resource => need(call, "product", pathId(call));

function create(call: Call): Resource {
  const { params } = call;
  const id = text(params["id"]);
  if (id && find(call.tenant, "product", id))
    throw badParam("Product already exists.", "id", "resource_already_exists");
  return createProduct(call, {
    id,
    name: text(params["name"]) ?? "",
    description: text(params["description"]),
    metadata: record(params["metadata"]),
    active: params["active"] !== false,
    images: items(params["images"]),
    url: text(params["url"]),
  });
}

function createPriceFromCall(call: Call): Resource {
  const { params } = call;
  const currency = parseCurrency(text(params["currency"]) ?? "");
  if (numeric(params["unit_amount"]) !== null && params["unit_amount_decimal"] != null)
    throw badParam(
      "You may only specify one of these parameters: unit_amount, unit_amount_decimal.",
      "unit_amount",
    );
  const amount = unitAmount(params);
  if (amount === null)
    throw badParam("Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.");
  const lookupKey = text(params["lookup_key"]);
  const taken = rows(call.tenant, "price").find((row) => row["lookup_key"] === lookupKey);
  if (lookupKey && taken)
    throw badParam(`A price (\`${taken.id}\`) already uses that lookup key.`, "lookup_key");
  return createPrice(call, {
    product: productForPrice(call),
    currency,
    unitAmount: amount,
    recurring: recurring(call),
    nickname: text(params["nickname"]),
    lookupKey,
    metadata: record(params["metadata"]),
  });
}

/** The amount of one unit in whole minor units; fractions of them are beyond the sandbox. */
function unitAmount(params: JsonObject): number | null {
  const decimal = text(params["unit_amount_decimal"]);
  if (decimal === null) return numeric(params["unit_amount"]);
  if (/^\d+$/.test(decimal)) return Number(decimal);
  throw new StripeError(501, "not implemented in the sandbox: fractional unit_amount_decimal", {
    type: "api_error",
  });
}

function productForPrice(call: Call): string {
  const named = text(call.params["product"]);
  if (named) return need(call, "product", named, "product").id;
  const described = call.params["product_data"];
  if (!isRecord(described))
    throw badParam("You must specify either `product` or `product_data` when creating a price.");
  return createProduct(call, {
    name: text(described["name"]) ?? "",
    description: null,
    metadata: record(described["metadata"]),
    taxCode: text(described["tax_code"]),
    unitLabel: text(described["unit_label"]),
  }).id;
}

function recurring(call: Call): PriceInput["recurring"] {
  const given = call.params["recurring"];
  if (!isRecord(given)) return null;
  if (given["usage_type"] === "metered" && !given["meter"] && !isBefore(call.version, BASIL))
    throw badParam(
      "Starting with Stripe version `2025-03-31.basil`, metered prices must be backed by meters.",
    );
  if (given["usage_type"] === "metered")
    throw new StripeError(501, "not implemented in the sandbox: metered prices", {
      type: "api_error",
    });
  const interval = text(given["interval"]) ?? "month";
  const intervalCount = numeric(given["interval_count"]) ?? 1;
  const cap = INTERVAL_CAPS[interval] ?? 1;
  if (intervalCount > cap)
    throw badParam(
      `The interval_count for ${ADVERBS[interval] ?? interval} prices can't be greater than ${cap}`,
      "recurring[interval_count]",
    );
  return { interval, intervalCount, trialDays: numeric(given["trial_period_days"]) };
}

export const catalogHandlers: Record<string, Handler> = {
  "Product.create": create,
  "Product.retrieve": productOf,
  "Product.update": (call) => {
    const product = productOf(call);
    const before = picture(product);
    assignSent(product, call.params, ["active", "description", "name", "images", "url"]);
    if (call.params["metadata"] !== undefined)
      product["metadata"] = mergeMetadata(
        record(product["metadata"]),
        call.params["metadata"] === null ? null : record(call.params["metadata"]),
      );
    product["updated"] = call.now();
    emit(call, "product.updated", product, changes(before, product));
    return product;
  },
  "Product.list": (call) => {
    const ids = items(call.params["ids"]);
    const all = filterBy(rows(call.tenant, "product"), call.params, ["active", "url"]).filter(
      (row) => ids.length === 0 || ids.includes(row.id),
    );
    return paginate(call.tenant, "product", all, call.params, call.url);
  },
  "Product.del": (call) => {
    const product = productOf(call);
    if (rows(call.tenant, "price").some((row) => row["product"] === product.id))
      throw badParam(
        "This product cannot be deleted because it has one or more user-created prices.",
      );
    remove(call.tenant, product);
    emit(call, "product.deleted", product);
    return { id: product.id, object: "product", deleted: true };
  },
  "Price.create": createPriceFromCall,
  "Price.retrieve": (call) => need(call, "price", pathId(call)),
  "Price.list": (call) => {
    const keys = items(call.params["lookup_keys"]);
    const all = filterBy(rows(call.tenant, "price"), call.params, [
      "active",
      "currency",
      "product",
      "type",
    ]).filter((row) => keys.length === 0 || keys.includes(row["lookup_key"] ?? ""));
    return paginate(call.tenant, "price", all, call.params, call.url);
  },
};
