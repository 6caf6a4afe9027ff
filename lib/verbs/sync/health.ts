import { z } from "zod";

import { dataHealthSchema } from "@/lib/contracts/health";
import { asService } from "@/lib/db/database";
import { listQuarantined } from "@/lib/db/ingest-store";
import { listUnstored, storedTypes } from "@/lib/db/unstored-objects";

import { defineVerb } from "../define";
import { chooseAccount } from "../objects/account";

const MAX_UNSTORED = 20;

/** Counts what the copy of an account holds, and lists what it could not take. */
export const dataHealth = defineVerb({
  name: "sync.health",
  description:
    "Counts the stored objects of a connected account by type, with the time of the newest state and how far events are behind, and lists objects and events that could not be stored.",
  effect: "read",
  role: "viewer",
  input: z.object({
    /** Id of the connection. */
    connection: z.uuid(),
  }),
  output: dataHealthSchema,
  async run({ services, user, workspaceId }, { connection }) {
    return services.db.withUser(user, async (trx) => {
      const account = await chooseAccount(trx, workspaceId, connection);
      const { id } = account;
      const now = services.now().getTime();
      return asService(trx, async (service) => ({
        types: (await storedTypes(service, id)).map(({ waitingSince, ...one }) => ({
          ...one,
          lagSeconds:
            waitingSince === null
              ? 0
              : Math.max(0, Math.round((now - waitingSince.getTime()) / 1000)),
        })),
        unstored: await listUnstored(service, id, MAX_UNSTORED),
        events: await listQuarantined(service, account, MAX_UNSTORED),
      }));
    });
  },
});
