import "./alias.ts";
import { existsSync } from "node:fs";

/**
 * Receives webhooks in a process of its own, without the app. Any number may run over one database. `INGEST_PORT` (3002),
 * `HOST` (127.0.0.1). Usage: `npm run ingest`.
 */
if (existsSync(".env.local")) process.loadEnvFile(".env.local");
const { runIngest } = await import("../lib/compose/ingest.ts");
await runIngest();
