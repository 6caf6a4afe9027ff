import { publishInside } from "@/lib/db/event-log";

import { performApprove, performBulk } from "./approval";
import { performCall } from "./call";
import { failStep } from "./fail";
import { performHttp } from "./http";
import { causedEvent } from "./publish";
import { stepRefOf, recordStep } from "./record-step";
import type { Beginning, LeasedRun, WithLease, RunServices } from "./types";
import { performWait } from "./wait";

type ActionOf<Kind extends Beginning["action"]["kind"]> = Extract<
  Beginning["action"],
  { kind: Kind }
>;

async function performPublish(
  services: RunServices,
  leased: LeasedRun,
  decision: Beginning,
  action: ActionOf<"publish">,
  withLease: WithLease,
): Promise<void> {
  const step = stepRefOf(leased, decision);
  const { type, data, subject } = action;
  const id = step.idempotencyKey;
  const event = causedEvent(
    leased.run,
    {
      id,
      type,
      data,
      source: `automation:${leased.run.automationId}`,
      ...(subject ? { subject } : {}),
    },
    step.key,
    services.now(),
  );
  await withLease(async (trx) => {
    await recordStep(trx, leased, step, {
      status: "succeeded",
      input: data,
      output: { id, type },
      warnings: decision.warnings,
      emitted: id,
    });
    await publishInside(trx, [event]);
  });
  services.notifyAppended(leased.run.workspaceId);
}

/** Waits for a time; the second time that it comes here, the time has come. */
async function performSleep(
  leased: LeasedRun,
  decision: Beginning,
  action: ActionOf<"sleep">,
  withLease: WithLease,
): Promise<void> {
  const step = stepRefOf(leased, decision);
  const isOver = decision.kind === "due";
  await withLease((trx) =>
    recordStep(
      trx,
      leased,
      step,
      isOver
        ? { status: "succeeded", output: {} }
        : { status: "waiting", notBefore: new Date(action.until), warnings: decision.warnings },
    ),
  );
}

/** Does what a step wants, and writes how it ended. */
export async function perform(
  services: RunServices,
  leased: LeasedRun,
  decision: Beginning,
  withLease: WithLease,
): Promise<void> {
  const { action } = decision;
  const step = stepRefOf(leased, decision);
  switch (action.kind) {
    case "call":
      return performCall(services, leased, decision, action, withLease);
    case "http":
      return performHttp(services, leased, decision, action, withLease);
    case "publish":
      return performPublish(services, leased, decision, action, withLease);
    case "sleep":
      return performSleep(leased, decision, action, withLease);
    case "wait":
      return performWait(services, leased, decision, action, withLease);
    case "approve":
      return performApprove(services, leased, decision, action, withLease);
    case "note":
      if (action.bulk && action.bulk.items > leased.allowedItems)
        return performBulk(services, leased, decision, action, withLease);
      return withLease((trx) =>
        recordStep(trx, leased, step, {
          status: "succeeded",
          output: action.output,
          warnings: decision.warnings,
        }),
      );
    case "postpone":
      // A postponement that lies in the past would be planned again at once, for ever.
      return withLease((trx) =>
        recordStep(trx, leased, step, {
          status: "waiting",
          reason: action.reason,
          notBefore: new Date(Math.max(action.until, services.now().getTime() + 60_000)),
        }),
      );
    case "fail":
      return failStep(leased, withLease, step, action.error);
  }
}
