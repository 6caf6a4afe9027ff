import "../../scripts/alias.ts";
import { z } from "zod";

/**
 * A process that watches one open stream as the app does. It tells its parent when it is ready, and when the stream was
 * ended. `deaf` ones hear no hints, as behind a transaction pooler.
 */
const { createServices } = await import("../../lib/compose/services.ts");
const { hearOthers } = await import("../../lib/compose/worker.ts");
const { parseEnv } = await import("../../lib/core/server/env.ts");

const stream = z
  .object({
    session: z.string(),
    user: z.string(),
    workspace: z.string(),
    role: z.string(),
    expiresInMs: z.number(),
    deaf: z.boolean(),
  })
  .parse(JSON.parse(process.env["STREAM"] ?? "null"));
const services = createServices(parseEnv(process.env));
if (!stream.deaf) hearOthers(services, null);
const expiresAtMs = Date.now() + stream.expiresInMs;
services.streamAccess.watch({
  ...stream,
  expiresAtMs,
  end: (isAccessGone) => process.send?.(isAccessGone ? "access-ended" : "ended"),
});
await services.db.serviceQuery("select 1", []); // connected before it says so
process.send?.("ready");
