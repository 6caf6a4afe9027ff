import { changes } from "./call.ts";
import { badParam } from "./errors.ts";
import { blank } from "./schema.ts";
import { emit, type Scope } from "./scope.ts";
import type { Charge, Resource } from "./types.ts";
import { insert, picture, rowsWhere } from "./world.ts";

/** Reports a payment as fraud, as the buyer's bank does before a dispute. */
export function warnOfFraud(scope: Scope, charge: Charge, fraudType: string): Resource {
  const warning = insert(scope.tenant, {
    ...blank("Radar.EarlyFraudWarning"),
    id: scope.world.ids.next("radar.early_fraud_warning"),
    object: "radar.early_fraud_warning",
    actionable: !charge.refunded && !charge.disputed,
    charge: charge.id,
    created: scope.now(),
    fraud_type: fraudType,
    livemode: false,
    ...(charge.payment_intent === null ? {} : { payment_intent: charge.payment_intent }),
  });
  emit(scope, "radar.early_fraud_warning.created", warning);
  return warning;
}

/** Gives a payment to a person to decide, as a rule of Radar does. */
export function openReview(scope: Scope, charge: Charge): Resource {
  const review = insert(scope.tenant, {
    ...blank("Review"),
    id: scope.world.ids.next("review"),
    object: "review",
    charge: charge.id,
    created: scope.now(),
    livemode: false,
    open: true,
    opened_reason: "rule",
    ...(charge.payment_intent === null ? {} : { payment_intent: charge.payment_intent }),
    reason: "rule",
  });
  emit(scope, "review.opened", review);
  return review;
}

/** Ends a review. Throws a 400 if it is over. */
export function closeReview(scope: Scope, review: Resource, reason: string): Resource {
  if (review["open"] !== true) throw badParam("This review has already been closed.");
  Object.assign(review, { open: false, closed_reason: reason, reason });
  emit(scope, "review.closed", review);
  return review;
}

/** Ends what Radar has open about a payment that was refunded or disputed. */
export function settleRadar(scope: Scope, charge: Charge, reason: "refunded" | "disputed"): void {
  for (const warning of rowsWhere(scope.tenant, "radar.early_fraud_warning", "charge", charge.id)) {
    if (warning["actionable"] !== true) continue;
    const before = picture(warning);
    warning["actionable"] = false;
    emit(scope, "radar.early_fraud_warning.updated", warning, changes(before, warning));
  }
  for (const review of rowsWhere(scope.tenant, "review", "charge", charge.id))
    if (review["open"] === true) closeReview(scope, review, reason);
}
