import "./alias.ts";
import { existsSync } from "node:fs";

/**
 * Runs the long-running half alone: automations, schedules, sweeps. Any number may run beside any number of apps over one
 * database. Set WORKER=outside for the apps, so that they do not do it too. Usage: `npm run worker`.
 */
if (existsSync(".env.local")) process.loadEnvFile(".env.local");
const { runWorker } = await import("../lib/compose/worker.ts");
await runWorker();
