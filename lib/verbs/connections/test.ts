import { z } from "zod";

import { getProvider } from "@/lib/providers/registry";

import { defineVerb } from "../define";
import { noteWorking, readThrough, requireConnection } from "./call";

export const testConnection = defineVerb({
  name: "connections.test",
  description: "Tests a connection with a call to the provider.",
  effect: "write",
  role: "member",
  input: z.object({ id: z.uuid() }),
  async run(context, { id }) {
    const connection = await requireConnection(context, id);
    const started = performance.now();
    await readThrough(context.services, connection, getProvider(connection.provider).identify, {
      input: {},
    });
    await noteWorking(context.services, connection);
    return {
      account: connection.accountId,
      label: connection.label,
      ms: Math.round(performance.now() - started),
    };
  },
  audit: (input, output) => ({
    target: output.account,
    details: { connection: input.id, ms: output.ms },
  }),
});
