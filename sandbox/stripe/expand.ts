import { badParam } from "./errors.ts";
import type { FormTree } from "./form.ts";
import { isRecord, record, text, written } from "./json.ts";
import { ONLY_EXPANDED, render } from "./render.ts";
import { resolve, type Operation, type Schema } from "./schema.ts";
import type { Json, JsonObject, Resource } from "./types.ts";
import { BASIL, isBefore } from "./versions.ts";
import { find, findAny, rowsWhere, type Tenant } from "./world.ts";

const MAX_SEGMENTS = 4;
/** Expandable before basil and gone since. */
const LEGACY = new Set(["invoice", "payment_intent", "charge", "subscription", "discount"]);

/** The paths of `expand`, checked against the operation's answer. Throws 400 in Stripe's wording. */
export function expandPaths(
  operation: Operation,
  raw: string | FormTree | undefined,
  version: string,
): string[][] {
  if (raw === undefined || raw === "") return [];
  const listed = typeof raw === "string" ? [raw] : Object.values(raw);
  const names = listed.filter((value): value is string => typeof value === "string");
  return names.map((name) => {
    const path = name.split(".");
    if (path.length > MAX_SEGMENTS)
      throw badParam(
        `You cannot expand more than ${MAX_SEGMENTS} levels of a property. Property: ${name}`,
        undefined,
        "property_expansion_max_depth",
      );
    checkFirst(operation, path, version);
    return path;
  });
}

function checkFirst(operation: Operation, path: string[], version: string): void {
  const [first = "", second] = path;
  if (operation.list === null) {
    if (!expandable(operation, first, path.length > 1, version))
      throw badParam(`This property cannot be expanded (${first}).`);
    return;
  }
  if (first === "total_count") throw badParam("This property cannot be included (total_count)");
  if (first !== "data")
    throw badParam(
      `This property cannot be expanded (${first}). You may want to try expanding 'data.${first}' instead.`,
    );
  if (second !== undefined && !expandable(operation, second, path.length > 2, version))
    throw badParam(`This property cannot be expanded (data.${second}).`);
}

function expandable(
  operation: Operation,
  field: string,
  goesDeeper: boolean,
  version: string,
): boolean {
  if (isBefore(version, BASIL) && LEGACY.has(field)) return true;
  const response: Schema =
    typeof operation.response === "string"
      ? { $ref: `#/$defs/${operation.response}` }
      : operation.response;
  const parts = (response.anyOf ?? [response]).map(resolve);
  return parts.some((definition) => {
    const object = definition.properties?.["object"]?.enum?.[0];
    if (definition["x-expandableFields"]?.includes(field)) return true;
    if (ONLY_EXPANDED[String(object)]?.includes(field)) return true;
    if (definition.properties?.[field]?.items?.["x-expandable"]) return true;
    return goesDeeper && Object.hasOwn(definition.properties ?? {}, field);
  });
}

/** Replaces ids along each path by the objects they name, rendered at `version`. */
export function applyExpand(
  tenant: Tenant,
  shown: JsonObject,
  paths: string[][],
  version: string,
): void {
  for (const path of paths) expandNode(tenant, shown, path, version);
}

function expandNode(tenant: Tenant, node: Json, path: string[], version: string): void {
  if (Array.isArray(node)) {
    for (const member of node) expandNode(tenant, member, path, version);
    return;
  }
  const [key, ...rest] = path;
  if (!isRecord(node) || key === undefined) return;
  const value = node[key] ?? included(tenant, node, key, version);
  if (value === null || value === undefined) return;
  const opened = Array.isArray(value)
    ? value.map((member) => open(tenant, member, version))
    : open(tenant, value, version);
  node[key] = opened;
  if (rest.length > 0) expandNode(tenant, opened, rest, version);
}

function open(tenant: Tenant, value: Json, version: string): Json {
  if (typeof value !== "string") return value;
  const found = findAny(tenant, value);
  if (found) return render(tenant, found, version);
  const object = tenant.deleted.get(value);
  return object ? { id: value, object, deleted: true } : value;
}

/** What a browser confirms an open invoice's payment with; null when nothing is left to confirm. */
function confirmationSecret(tenant: Tenant, invoice: string): Json {
  const payment = rowsWhere(tenant, "invoice_payment", "invoice", invoice).find(
    (row) => row["status"] === "open",
  );
  const id = written(record(payment?.["payment"])["payment_intent"]);
  const secret = text(find(tenant, "payment_intent", id)?.["client_secret"]);
  return secret === null ? null : { client_secret: secret, type: "payment_intent" };
}

/** A field that only appears when asked for. Kinds the sandbox does not keep are empty lists. */
function included(tenant: Tenant, node: JsonObject, key: string, version: string): Json {
  const object = written(node["object"]);
  const id = written(node["id"]);
  if (!ONLY_EXPANDED[object]?.includes(key)) return null;
  if (key === "tiers" || key === "currency_options") return null;
  if (key === "confirmation_secret") return confirmationSecret(tenant, id);
  if (key === "invoice_credit_balance") return {};
  if (key === "tax")
    return {
      automatic_tax: "unrecognized_location",
      ip_address: null,
      location: null,
      provider: "stripe",
    };
  const members: Resource[] =
    key === "refunds"
      ? rowsWhere(tenant, "refund", "charge", id).toReversed()
      : key === "subscriptions"
        ? rowsWhere(tenant, "subscription", "customer", id)
            .filter((row) => row["status"] !== "canceled")
            .toReversed()
        : key === "payments"
          ? rowsWhere(tenant, "invoice_payment", "invoice", id).toReversed()
          : [];
  return {
    object: "list",
    data: members.slice(0, 10).map((member) => render(tenant, member, version)),
    has_more: members.length > 10,
    url: `/v1/${object}s/${id}/${key}`,
  };
}
