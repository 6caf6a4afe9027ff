import { z } from "zod";

import { eventLine } from "@/lib/automations/event-line";
import { objectHistorySchema } from "@/lib/contracts/objects";
import { eventsOfObject, runsOfEvents } from "@/lib/db/object-history";

import { defineVerb } from "../define";
import { chooseAccount } from "./account";

const MAX_EVENTS = 50;

/** What the log says about an object, and which automations reacted to it. */
export const objectHistory = defineVerb({
  name: "objects.history",
  description:
    "Lists the events about an object of a connected account and the runs that they started, newest first.",
  effect: "read",
  role: "viewer",
  input: z.object({ id: z.string().min(1).max(300), connection: z.uuid().optional() }),
  output: objectHistorySchema,
  async run({ services, user, workspaceId }, { id, connection }) {
    const account = await services.db.withUser(user, (trx) =>
      chooseAccount(trx, workspaceId, connection),
    );
    const events = await eventsOfObject(
      services.db,
      workspaceId,
      { connectionId: account.id, id },
      MAX_EVENTS,
    );
    const runs = await services.db.withUser(user, (trx) =>
      runsOfEvents(
        trx,
        workspaceId,
        events.map(({ seq }) => seq),
      ),
    );
    return {
      events: events.map(({ seq, type, time, data }) => ({
        seq,
        time,
        line: eventLine({ type, data }, services.catalogue),
      })),
      runs,
    };
  },
});
