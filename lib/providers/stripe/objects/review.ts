import type { ObjectType } from "../../types";
import { columnsOf, idIn, textIn } from "./read";

/** A payment that Radar gave to a person to decide. Source: docs.stripe.com/api/radar/reviews, read 2026-11. */
export const review: ObjectType = {
  label: "Reviews",
  permission: "Radar: Read",
  path: "/v1/reviews",
  // The buyer's network address, place and browser are left out: nothing here needs them.
  keep: ({
    id,
    object,
    created,
    charge,
    payment_intent,
    open,
    reason,
    opened_reason,
    closed_reason,
  }) => ({
    id,
    object,
    created,
    charge,
    payment_intent,
    open,
    reason,
    opened_reason,
    closed_reason,
  }),
  columns: (data) =>
    columnsOf(data, {
      status: data["open"] === true ? "open" : "closed",
      parent: idIn(data, "payment_intent") ?? idIn(data, "charge"),
      label: textIn(data, "closed_reason") ?? textIn(data, "opened_reason"),
    }),
};
