import "../../scripts/alias.ts";
import { z } from "zod";

/**
 * A process that reads over one connection, as many times at once as it is told, when its parent says so. It tells
 * its parent how each call ended: `ok`, or what the provider's error asks for.
 */
const { createServices } = await import("../../lib/compose/services.ts");
const { parseEnv } = await import("../../lib/core/server/env.ts");

const { operation, ...connection } = z
  .object({
    id: z.string(),
    provider: z.string(),
    workspace: z.string(),
    account: z.string(),
    operation: z.string(),
  })
  .parse(JSON.parse(process.env["CONNECTION"] ?? "null"));
const services = createServices(parseEnv(process.env));

async function call(): Promise<string> {
  try {
    const target = { ...connection, livemode: true };
    await services.execute(target, operation, {}, { mode: "apply" });
    return "ok";
  } catch (error) {
    return String((error as { action?: unknown }).action ?? error);
  }
}

process.on("message", (count: number) => {
  void Promise.all(Array.from({ length: count }, call)).then((outcomes) =>
    process.send?.(outcomes),
  );
});
await services.db.serviceQuery("select 1", []); // connected before it says so
process.send?.("ready");
