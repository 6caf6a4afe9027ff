import { holdsFor } from "@/lib/automations/trigger";
import { matchTopic } from "@/lib/core/topics";
import type { Transaction } from "@/lib/db/database";
import { readSince } from "@/lib/db/event-log";
import { triggerOf } from "@/lib/db/runs";
import { findStep } from "@/lib/db/steps";
import { endWaiting, postponeWaiting, type WaitingStep } from "@/lib/db/waits";
import type { Ast } from "@/lib/expressions/ast";
import type { MeshEvent } from "@/lib/mesh/event";
import { FULL_PAGE } from "@/lib/mesh/log";

import { newEvents } from "./new-events";
import type { RunExecution } from "./run-execution";
import type { ActionOf, StepExecution } from "./step-execution";

/** The condition that a waiting step keeps for whoever ends it. */
interface Waited {
  readonly where: Ast | null;
  /** Data that `where` can read beside the arriving event. */
  readonly scope: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly until: number;
}

const PAGE = 500;
const MAX_PAGES = 20;

/** Finds the first of these events that a waiting step waits for. */
export function firstFitting(
  { waitPattern, waitWhere }: WaitingStep,
  events: readonly MeshEvent[],
  now: Date,
): MeshEvent | undefined {
  const { where, scope } = waitWhere as Waited; // written below
  return events.find(
    (event) =>
      matchTopic(waitPattern ?? "", event.type) &&
      holdsFor(where, event, scope, now.getTime()).matched,
  );
}

/** The output of a step whose event came. */
export const waitOutput = (event: MeshEvent) => ({ timedOut: false, event: triggerOf(event) });

/** Looks for an event that came after the run's own, or else since the run was made, and before the step waited. */
async function lookBack(
  { run, services }: RunExecution,
  trx: Transaction,
  step: WaitingStep,
): Promise<MeshEvent | undefined> {
  const [prefix = ""] = (step.waitPattern ?? "").split(/[*>]/);
  let after = run.eventSeq ?? 0;
  for (let page = 0; page < MAX_PAGES; page++) {
    const events = await readSince(trx, run.workspaceId, {
      after,
      since: run.eventSeq === null ? run.createdAt : null,
      prefix,
      limit: PAGE,
    });
    const found = firstFitting(step, await newEvents(trx, events), services.now());
    if (found || events.length < FULL_PAGE) return found;
    after = events.at(-1)?.seq ?? after;
  }
  return undefined;
}

/**
 * Waits for an event. The step is written as waiting first, for the dispatcher to end, and only then looks at the events
 * that were stored already: so either of them sees an event, also one that a step of this run published before.
 */
export async function performWait(step: StepExecution, action: ActionOf<"wait">): Promise<void> {
  const { run, decision, stored: known } = step;
  if (decision.kind === "begin" || !known) {
    const { pattern, where, scope, until } = action;
    const waited: Waited = { where, scope, until };
    return step.save({
      status: "waiting",
      notBefore: run.now(),
      wait: { pattern, where: waited },
    });
  }
  const { until } = known.waitWhere as Waited;
  const isOver = (known.notBefore?.getTime() ?? 0) >= until;
  return run.withLease(async (trx) => {
    const found = isOver ? undefined : await lookBack(run, trx, known);
    if (found) await endWaiting(trx, known, waitOutput(found));
    else if (isOver) await endWaiting(trx, known, { timedOut: true });
    else await postponeWaiting(trx, known, new Date(until));
    // The dispatcher may have been first.
    run.steps.set(known.key, (await findStep(trx, known)) ?? known);
  });
}
