import { endPeriod, expireIncomplete } from "./billing.ts";
import { advanceInvoice } from "./collection.ts";
import { decideDispute, isDecided } from "./disputes.ts";
import { cancelIntent } from "./intent-actions.ts";
import { arrivePayout, payOutAll } from "./payouts.ts";
import { settleRefund } from "./refunds.ts";
import { backgroundScope, emit, type Scope } from "./scope.ts";
import { find, type Job, type World } from "./world.ts";

/** Runs every timed transition that is due by the sandbox's clock; returns how many ran. */
export function runDueJobs(world: World): number {
  let ran = 0;
  for (let due = takeDue(world); due.length > 0; due = takeDue(world)) {
    for (const job of due) {
      const tenant = world.tenants.get(job.account);
      if (tenant) runJob({ ...backgroundScope(world, tenant), now: () => job.at }, job);
    }
    ran += due.length;
  }
  if (ran > 0) world.touched();
  return ran;
}

function takeDue(world: World): Job[] {
  const now = world.now();
  const due = world.jobs.filter((job) => job.at <= now);
  if (due.length > 0) world.jobs = world.jobs.filter((job) => job.at > now);
  return due.toSorted((a, b) => a.at - b.at);
}

/** Runs one timed transition at the moment of `scope`. */
export function runJob(scope: Scope, job: Job): void {
  const { tenant } = scope;
  if (job.kind.startsWith("dispute.")) runDispute(scope, job);
  else if (job.kind.startsWith("refund.")) {
    const refund = find(tenant, "refund", job.id);
    if (refund) settleRefund(scope, refund, job.kind === "refund.failed");
  } else if (job.kind === "subscription.period_end") {
    const subscription = find(tenant, "subscription", job.id);
    if (subscription) endPeriod(scope, subscription);
  } else if (job.kind === "subscription.incomplete_expired") {
    const subscription = find(tenant, "subscription", job.id);
    if (subscription) expireIncomplete(scope, subscription);
  } else if (job.kind === "invoice.auto_advance") {
    const invoice = find(tenant, "invoice", job.id);
    if (invoice) advanceInvoice(scope, invoice);
  } else if (job.kind === "payout.create") {
    payOutAll(scope);
  } else if (job.kind === "payout.paid") {
    const payout = find(tenant, "payout", job.id);
    if (payout) arrivePayout(scope, payout);
  } else if (job.kind === "subscription.trial_will_end") {
    const subscription = find(tenant, "subscription", job.id);
    if (subscription?.status === "trialing")
      emit(scope, "customer.subscription.trial_will_end", subscription);
  } else if (job.kind === "intent.expired") {
    const intent = find(tenant, "payment_intent", job.id);
    if (intent?.status === "requires_capture") cancelIntent(scope, intent, "automatic");
  }
}

function runDispute(scope: Scope, job: Job): void {
  const dispute = find(scope.tenant, "dispute", job.id);
  if (!dispute || isDecided(dispute)) return;
  if (job.kind === "dispute.won") decideDispute(scope, dispute, "won");
  else if (job.kind === "dispute.lost") decideDispute(scope, dispute, "lost");
  else decideDispute(scope, dispute, "warning_closed");
}
