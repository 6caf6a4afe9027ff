import { logger } from "@/lib/core/server/logger";
import { startIngestServer } from "@/lib/ingest/server";

import { services } from "./services";

const DEFAULT_PORT = 3002;
const LIMIT_MS = 20_000;

function portOf(value: string | undefined): number {
  const port = Number(value || DEFAULT_PORT);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error("INGEST_PORT must be a port number.");
}

/**
 * A process that only receives webhooks; ends by SIGTERM or SIGINT within 20 seconds. Reads `HOST` (127.0.0.1) and
 * `INGEST_PORT` (3002) beside the app's own variables. A bad environment ends it with a sentence.
 */
export async function runIngest(): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
  try {
    const all = services();
    const host = process.env["HOST"] || "127.0.0.1";
    const server = await startIngestServer(all, { host, port: portOf(process.env["INGEST_PORT"]) });
    logger.info({ host, port: server.port }, "receiving webhooks");
    await stopped;
    const hard = setTimeout(() => process.exit(1), LIMIT_MS);
    await Promise.all([server.stop(), all.hints.stop()]);
    await all.db.end();
    clearTimeout(hard);
  } catch (error) {
    process.stderr.write(
      `\nWebhooks cannot be received. ${error instanceof Error ? error.message : String(error)}\n\n`,
    );
    process.exit(1);
  }
}
