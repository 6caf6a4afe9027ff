import { decideDispute, isDecided } from "./disputes.ts";
import { cancelIntent } from "./intents.ts";
import { settleRefund } from "./refunds.ts";
import { backgroundScope, type Scope } from "./scope.ts";
import { find, type Job, type World } from "./world.ts";

/** Runs every timed transition that is due by the sandbox's clock; returns how many ran. */
export function runDueJobs(world: World): number {
  const now = world.now();
  const due = world.jobs.filter((job) => job.at <= now);
  if (due.length === 0) return 0;
  world.jobs = world.jobs.filter((job) => job.at > now);
  for (const job of due.toSorted((a, b) => a.at - b.at)) runJob(world, job);
  world.touched();
  return due.length;
}

function runJob(world: World, job: Job): void {
  const tenant = world.tenants.get(job.account);
  if (!tenant) return;
  const scope = backgroundScope(world, tenant);
  if (job.kind.startsWith("dispute.")) runDispute(scope, job);
  else if (job.kind.startsWith("refund.")) {
    const refund = find(tenant, "refund", job.id);
    if (refund) settleRefund(scope, refund, job.kind === "refund.failed");
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
