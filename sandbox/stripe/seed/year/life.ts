import { cancelNow, setCancelAtPeriodEnd } from "../../billing.ts";
import { changes } from "../../call.ts";
import { emit, type Scope } from "../../scope.ts";
import type { Customer, PaymentMethod, Subscription } from "../../types.ts";
import { picture } from "../../world.ts";
import type { Plan } from "./catalog.ts";

/** A subscription while the year is made. */
export type Life = {
  subscription: Subscription;
  customer: Customer;
  method: PaymentMethod;
  plan: Plan;
  /** True from the moment in which its end, or a failure of its card, is certain. */
  isDoomed: boolean;
};

/** Sets or clears the end of a subscription at its period's end, and tells about it. */
export function scheduleEnd(scope: Scope, life: Life, ends: boolean): void {
  const { subscription } = life;
  if (subscription.status !== "active" && subscription.status !== "trialing") return;
  const before = picture(subscription);
  setCancelAtPeriodEnd(scope, subscription, ends);
  emit(scope, "customer.subscription.updated", subscription, changes(before, subscription));
}

/** Ends a subscription at once, with what its customer said about it. */
export function endNow(scope: Scope, life: Life, feedback: string): void {
  if (life.subscription.status === "canceled") return;
  cancelNow(scope, life.subscription, { feedback });
}

/** The end of the current period, in seconds. */
export function periodEndOf(life: Life): number {
  return Number(life.subscription.items.data[0]?.["current_period_end"] ?? 0);
}

/** True for a subscription that may still change: it runs, and nothing is decided about it. */
export function isFree(life: Life): boolean {
  const { subscription } = life;
  return subscription.status === "active" && !subscription.cancel_at_period_end && !life.isDoomed;
}
