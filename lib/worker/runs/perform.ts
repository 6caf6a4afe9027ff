import { publishInside } from "@/lib/db/event-log";

import { performApprove, performBulk } from "./approval";
import { performCall } from "./call";
import { failStep } from "./fail";
import { performHttp } from "./http";
import { placeOf, recordStep } from "./place";
import { causedEvent } from "./publish";
import type { Beginning, HeldRun, Hold, RunServices } from "./types";
import { performWait } from "./wait";

type ActionOf<Kind extends Beginning["action"]["kind"]> = Extract<
  Beginning["action"],
  { kind: Kind }
>;

async function performPublish(
  services: RunServices,
  held: HeldRun,
  decision: Beginning,
  action: ActionOf<"publish">,
  hold: Hold,
): Promise<void> {
  const place = placeOf(held, decision);
  const { type, data, subject } = action;
  const id = place.idempotencyKey;
  const event = causedEvent(
    held.run,
    {
      id,
      type,
      data,
      source: `automation:${held.run.automationId}`,
      ...(subject ? { subject } : {}),
    },
    place.key,
    services.now(),
  );
  await hold(async (trx) => {
    await recordStep(trx, held, place, {
      status: "succeeded",
      input: data,
      output: { id, type },
      remarks: decision.remarks,
      emitted: id,
    });
    await publishInside(trx, [event]);
  });
  services.grown(held.run.workspaceId);
}

/** Waits for a time; the second time that it comes here, the time has come. */
async function performSleep(
  held: HeldRun,
  decision: Beginning,
  action: ActionOf<"sleep">,
  hold: Hold,
): Promise<void> {
  const place = placeOf(held, decision);
  const isOver = decision.kind === "due";
  await hold((trx) =>
    recordStep(
      trx,
      held,
      place,
      isOver
        ? { status: "succeeded", output: {} }
        : { status: "waiting", notBefore: new Date(action.until), remarks: decision.remarks },
    ),
  );
}

/** Does what a step wants, and writes how it ended. */
export async function perform(
  services: RunServices,
  held: HeldRun,
  decision: Beginning,
  hold: Hold,
): Promise<void> {
  const { action } = decision;
  const place = placeOf(held, decision);
  switch (action.kind) {
    case "call":
      return performCall(services, held, decision, action, hold);
    case "http":
      return performHttp(services, held, decision, action, hold);
    case "publish":
      return performPublish(services, held, decision, action, hold);
    case "sleep":
      return performSleep(held, decision, action, hold);
    case "wait":
      return performWait(services, held, decision, action, hold);
    case "approve":
      return performApprove(services, held, decision, action, hold);
    case "note":
      if (action.bulk && action.bulk.items > held.allowedItems)
        return performBulk(services, held, decision, action, hold);
      return hold((trx) =>
        recordStep(trx, held, place, {
          status: "succeeded",
          output: action.output,
          remarks: decision.remarks,
        }),
      );
    case "postpone":
      // A postponement that lies in the past would be planned again at once, for ever.
      return hold((trx) =>
        recordStep(trx, held, place, {
          status: "waiting",
          reason: action.reason,
          notBefore: new Date(Math.max(action.until, services.now().getTime() + 60_000)),
        }),
      );
    case "fail":
      return failStep(held, hold, place, action.error);
  }
}
