import { cancelNow } from "../../billing.ts";
import { collect } from "../../collection.ts";
import { markUncollectible } from "../../invoices.ts";
import { written } from "../../json.ts";
import type { Scope } from "../../scope.ts";
import { find } from "../../world.ts";
import { DAY } from "../history.ts";
import { periodEndOf, type Life } from "./life.ts";
import { chance, weighted, type Year } from "./year.ts";

const RETRY_DAYS = [3, 5, 7];
const REFUSALS = [
  ["chargeDeclinedInsufficientFunds", 5],
  ["chargeDeclinedExpiredCard", 3],
  ["chargeCustomerFail", 2],
] as const;

/**
 * Lets the next renewal fail. The card is tried again after three, five and seven days; either the first retry
 * succeeds, or the last one ends the subscription.
 */
export function failNextRenewal(year: Year, life: Life, recovers: boolean): void {
  const { world, timeline } = year;
  const { method, subscription } = life;
  const end = periodEndOf(life);
  const good = method.sandbox_card;
  life.isDoomed = true;
  timeline.plan(end - 60, () => {
    method.sandbox_card = weighted(world, REFUSALS);
  });
  timeline.plan(end + 60, (scope) => noteRetry(scope, life, end + DAY * (RETRY_DAYS[0] ?? 3)));
  for (const [index, days] of RETRY_DAYS.entries())
    timeline.plan(end + days * DAY, (scope) => {
      if (subscription.status !== "past_due") return;
      if (recovers) {
        method.sandbox_card = good;
        life.isDoomed = false;
      }
      retry(scope, life);
      const next = RETRY_DAYS[index + 1];
      noteRetry(scope, life, next === undefined ? null : end + next * DAY);
      if (recovers || next !== undefined) return;
      method.sandbox_card = good;
      giveUp(year, scope, life);
    });
}

function retry(scope: Scope, life: Life): void {
  const invoice = invoiceOf(scope, life);
  if (invoice?.["status"] !== "open") return;
  collect(scope, invoice, {
    customer: life.customer.id,
    method: life.method.id,
    description: "Subscription update",
    offSession: true,
    automatic: true,
  });
}

/** Writes on the unpaid bill when Stripe tries again, and on the customer that they owe something. */
function noteRetry(scope: Scope, life: Life, next: number | null): void {
  const invoice = invoiceOf(scope, life);
  const isOpen = invoice?.["status"] === "open";
  if (invoice) invoice["next_payment_attempt"] = isOpen ? next : null;
  life.customer["delinquent"] = isOpen;
}

function giveUp(year: Year, scope: Scope, life: Life): void {
  const invoice = invoiceOf(scope, life);
  cancelNow(scope, life.subscription, { reason: "payment_failed" });
  if (invoice?.["status"] === "open" && chance(year.world, 0.6)) markUncollectible(scope, invoice);
}

function invoiceOf(scope: Scope, life: Life) {
  return find(scope.tenant, "invoice", written(life.subscription["latest_invoice"]));
}
