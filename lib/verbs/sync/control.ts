import { z } from "zod";

import { idSchema } from "@/lib/contracts/parts";
import { AppError } from "@/lib/core/errors";
import { findConnection, type ConnectionRow } from "@/lib/db/connections";
import { asService, type Transaction } from "@/lib/db/database";
import { listForRead } from "@/lib/db/object-changes";
import { restartImports, setSyncState } from "@/lib/db/object-imports";
import { getProvider } from "@/lib/providers/registry";

import { defineVerb } from "../define";

const input = z.object({
  /** Id of the connection. */
  connection: z.uuid(),
});

/** Throws "not_found" unless the connection belongs to the workspace. */
async function requireConnection(
  trx: Transaction,
  workspaceId: string,
  id: string,
): Promise<ConnectionRow> {
  const found = await findConnection(trx, workspaceId, id);
  if (!found) throw new AppError("not_found", "There is no such connection.");
  return found;
}

const stateVerb = (name: string, description: string, state: "running" | "paused") =>
  defineVerb({
    name,
    description,
    effect: "write",
    role: "admin",
    input,
    output: idSchema,
    audit: ({ connection }) => ({ target: connection }),
    async run({ services, user, workspaceId }, { connection }, record) {
      return services.db.withUser(user, async (trx) => {
        await requireConnection(trx, workspaceId, connection);
        await asService(trx, (service) => setSyncState(service, connection, state));
        return record(trx, { id: connection });
      });
    },
  });

/** Stops the import of an account after the page that it reads now. */
export const pauseSync = stateVerb(
  "sync.pause",
  "Pauses the import of a connected account. Events still keep the copy up to date.",
  "paused",
);

/** Goes on with a paused import where it stopped. */
export const resumeSync = stateVerb(
  "sync.resume",
  "Goes on with the paused import of a connected account.",
  "running",
);

/** Imports an account again, or one type of its objects. */
export const restartSync = defineVerb({
  name: "sync.restart",
  description:
    "Imports a connected account again, or one type of its objects. What the copy has stays until it was read again.",
  effect: "write",
  role: "admin",
  input: input.extend({ type: z.string().min(1).max(60).optional() }),
  output: idSchema,
  audit: ({ connection, type }) => ({ target: connection, details: { type: type ?? null } }),
  async run({ services, user, workspaceId }, { connection, type }, record) {
    return services.db.withUser(user, async (trx) => {
      await requireConnection(trx, workspaceId, connection);
      const to = Math.floor(services.now().getTime() / 1000) + 1;
      const types = type === undefined ? null : [type];
      await asService(trx, (service) => restartImports(service, connection, { types, to }));
      return record(trx, { id: connection });
    });
  },
});

/** Reads one object at the provider again. */
export const rereadObject = defineVerb({
  name: "sync.reread",
  description:
    "Reads one object of a connected account at the provider again, by its type and id, and stores what it finds.",
  effect: "write",
  role: "admin",
  input: input.extend({ type: z.string().min(1).max(60), id: z.string().trim().min(3).max(300) }),
  output: idSchema,
  audit: ({ connection, type }) => ({ target: connection, details: { type } }),
  async run({ services, user, workspaceId }, { connection, type, id }, record) {
    return services.db.withUser(user, async (trx) => {
      const { provider } = await requireConnection(trx, workspaceId, connection);
      const known = getProvider(provider).objects?.types[type];
      if (!known || known.listedBy?.isOnlyWay)
        throw new AppError("invalid", `type: objects of the type “${type}” are not read by id.`, {
          details: { fields: ["type"] },
        });
      await asService(trx, (service) =>
        listForRead(service, connection, [{ type, id }], {
          reason: "asked",
          notBefore: services.now(),
        }),
      );
      return record(trx, { id });
    });
  },
});
