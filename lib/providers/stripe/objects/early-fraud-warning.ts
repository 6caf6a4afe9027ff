import type { ObjectType } from "../../types";
import { columnsOf, idIn, textIn } from "./read";

/** A bank's report that a payment was fraud. Source: docs.stripe.com/api/radar/early_fraud_warnings, read 2026-11. */
export const earlyFraudWarning: ObjectType = {
  label: "Early fraud warnings",
  permission: "Radar: Read",
  path: "/v1/radar/early_fraud_warnings",
  columns: (data) =>
    columnsOf(data, {
      // A refund can still prevent the dispute while a warning is actionable.
      status: data["actionable"] === true ? "actionable" : "settled",
      parent: idIn(data, "payment_intent") ?? idIn(data, "charge"),
      label: textIn(data, "fraud_type"),
    }),
};
