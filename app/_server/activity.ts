import "server-only";
import type { AccountChoice } from "@/lib/business/accounts";
import { activityLines, isActivity, type ActivityLine } from "@/lib/business/activity";
import { listEvents } from "@/lib/verbs/events/list";
import { customerNames } from "@/lib/verbs/objects/names";
import type { Context } from "@/lib/verbs/types";

/** Several events tell of one payment, and clicks and events of other accounts stand between them. */
const EVENTS = 60;

/** Reads the latest lines of what happened in the chosen account. `linked`: id of the account that links name. */
export async function activityOf(
  context: Context,
  { accounts, chosen }: AccountChoice,
  linked: string | undefined,
): Promise<ActivityLine[]> {
  const scope = {
    own: chosen?.account.connectionId,
    accounts: new Set(accounts.map(({ account }) => account.connectionId)),
  };
  const { events } = await listEvents.run(context, { limit: EVENTS, lines: true });
  const nameOf = await customerNames(
    context,
    events.filter((event) => isActivity(event, scope)),
  );
  const { catalogue } = context.services;
  return activityLines(events, {
    ...scope,
    linked,
    isKnown: (type) => catalogue.events.has(type),
    personOf: (event) => nameOf(event)?.name,
  });
}
