import { z } from "zod";

import { waitingActionSchema } from "@/lib/contracts/action";
import { listOf } from "@/lib/contracts/parts";
import { waitingAttempts } from "@/lib/db/action-attempts";
import { objectsByKey } from "@/lib/db/objects";
import { listMembers } from "@/lib/db/workspaces";

import { defineVerb } from "../define";
import { namesFor } from "../objects/list";

const AT_ONCE = 100;

/** Lists the actions that wait for a second person. */
export const waitingActions = defineVerb({
  name: "actions.waiting",
  description: "Lists what people asked to do that waits for a second person, oldest first.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  output: listOf(waitingActionSchema),
  async run({ services, user, workspaceId }) {
    return services.db.withUser(user, async (trx) => {
      const rows = await waitingAttempts(trx, workspaceId, AT_ONCE);
      if (rows.length === 0) return [];
      const members = await listMembers(trx, workspaceId);
      const people = new Map(members.map(({ userId, name, email }) => [userId, name || email]));
      const found = [];
      for (const row of rows) {
        const { id, type, objectId, connectionId, summary, amount, currency } = row;
        const { note, createdBy, createdAt } = row;
        const [object] = await objectsByKey(trx, connectionId, [{ type, id: objectId }]);
        const names = object ? await namesFor(trx, connectionId, [object]) : {};
        found.push({
          id,
          type,
          objectId,
          connectionId,
          summary,
          amount,
          currency,
          note,
          createdAt,
          customer: names[object?.customer ?? ""] ?? null,
          by: people.get(createdBy ?? "") ?? null,
          isOwn: createdBy === user.sub,
        });
      }
      return found;
    });
  },
});
