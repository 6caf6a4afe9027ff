import { StripeError } from "./errors.ts";
import type { FormTree } from "./form.ts";
import { BASIL, ENDIVE, isBefore } from "./versions.ts";

/** Parameters that were dropped from the API, by the version that dropped them. */
const DROPPED: { until: string; operations: RegExp; params: string[] }[] = [
  {
    until: ENDIVE,
    operations:
      /^(PaymentIntent|SetupIntent)\.(create|update|confirm)$|^Checkout\.Session\.create$/,
    params: ["payment_method_types"],
  },
  {
    until: BASIL,
    operations: /^(Customer|Subscription)\.(create|update)$|^Invoice\.(create|update)$/,
    params: ["coupon", "promotion_code", "source"],
  },
  {
    until: BASIL,
    operations: /^PaymentIntent\.(create|update|confirm)$/,
    params: ["source", "save_payment_method", "error_on_requires_action"],
  },
  { until: BASIL, operations: /^InvoiceItem\.create$/, params: ["price"] },
  {
    until: BASIL,
    operations: /^Charge\.create$/,
    params: ["source", "card", "destination", "statement_description"],
  },
];

const NONE: ReadonlySet<string> = new Set();

/** Names that `version` still accepts although the current parameter types lack them. */
export function legacyParams(operation: string, version: string): ReadonlySet<string> {
  const names = DROPPED.filter(
    (gate) => isBefore(version, gate.until) && gate.operations.test(operation),
  ).flatMap((gate) => gate.params);
  return names.length > 0 ? new Set(names) : NONE;
}

/** Throws the dedicated refusal for a parameter that left the API under its own error code. */
export function refusedParams(operation: string, raw: FormTree, version: string): void {
  const gate = DROPPED[0];
  if (!gate || raw["payment_method_types"] === undefined) return;
  if (isBefore(version, ENDIVE) || !gate.operations.test(operation)) return;
  throw new StripeError(
    400,
    "The `payment_method_types` parameter is no longer supported. Use `allowed_payment_method_types` or `excluded_payment_method_types` instead.",
    { code: "payment_method_types_no_longer_supported", param: "payment_method_types" },
  );
}
