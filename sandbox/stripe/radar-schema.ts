import type { RawOperation, Schema } from "./schema-types.ts";

/**
 * Radar's part of the API, which the extraction of the SDK's types left out, in the extraction's form.
 * Source: docs.stripe.com/api/radar, read 2026-11.
 */
const reference = (name: string): Schema => ({
  anyOf: [{ type: "string" }, { $ref: `#/$defs/${name}` }],
  "x-expandable": true,
});

const page: Record<string, Schema> = {
  created: { anyOf: [{ type: "number" }, { $ref: "#/$defs/RangeQueryParam" }] },
  ending_before: { type: "string" },
  expand: { type: "array", items: { type: "string" } },
  limit: { type: "number" },
  starting_after: { type: "string" },
};

export const radarDefinitions: Record<string, Schema> = {
  "Radar.EarlyFraudWarning": {
    type: "object",
    properties: {
      id: { type: "string" },
      object: { type: "string", enum: ["radar.early_fraud_warning"] },
      actionable: { type: "boolean" },
      charge: reference("Charge"),
      created: { type: "number" },
      fraud_type: { type: "string" },
      livemode: { type: "boolean" },
      payment_intent: reference("PaymentIntent"),
    },
    required: ["id", "object", "actionable", "charge", "created", "fraud_type", "livemode"],
    "x-expandableFields": ["charge", "payment_intent"],
  },
  EarlyFraudWarningListParams: {
    type: "object",
    properties: { ...page, charge: { type: "string" }, payment_intent: { type: "string" } },
  },
  ReviewListParams: { type: "object", properties: page },
  ReviewApproveParams: { type: "object", properties: {} },
};

const operation = (
  resource: string,
  op: string,
  path: string,
  rest: Partial<RawOperation> = {},
): RawOperation => ({ resource, op, method: "GET", path, list: null, response: resource, ...rest });

const WARNING = "Radar.EarlyFraudWarning";

export const radarOperations: readonly RawOperation[] = [
  operation(WARNING, "list", "/v1/radar/early_fraud_warnings", {
    list: "list",
    params: "EarlyFraudWarningListParams",
  }),
  operation(WARNING, "retrieve", "/v1/radar/early_fraud_warnings/{id}"),
  operation("Review", "list", "/v1/reviews", { list: "list", params: "ReviewListParams" }),
  operation("Review", "retrieve", "/v1/reviews/{id}"),
  operation("Review", "approve", "/v1/reviews/{id}/approve", {
    method: "POST",
    params: "ReviewApproveParams",
  }),
];
