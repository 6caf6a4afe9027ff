import { z } from "zod";

import { connectionTestSchema } from "@/lib/contracts/connection";
import { touchConnection } from "@/lib/db/connections";
import { getProvider } from "@/lib/providers/registry";

import { defineVerb } from "../define";
import { readThrough, requireConnection } from "./call";

export const testConnection = defineVerb({
  name: "connections.test",
  description: "Tests a connection with a call to the provider.",
  effect: "write",
  role: "member",
  input: z.object({ id: z.uuid() }),
  output: connectionTestSchema,
  async run(context, { id }, record) {
    const connection = await requireConnection(context, id);
    const started = performance.now();
    await readThrough(context.services, connection, getProvider(connection.provider).identify, {
      input: {},
    });
    const ms = Math.round(performance.now() - started);
    const { accountId: account, label } = connection;
    return context.services.db.withService(async (trx) => {
      await touchConnection(trx, id);
      return record(trx, { account, label, ms });
    });
  },
  audit: (input, output) => ({
    target: output.account,
    details: { connection: input.id, ms: output.ms },
  }),
});
