import "../../scripts/alias.ts";

/** A worker that looks for nothing by itself: what it does within an hour, another process has told it. */
const HOUR_MS = 3_600_000;
const repeat = globalThis.setInterval;
globalThis.setInterval = ((task: () => void) => repeat(task, HOUR_MS)) as typeof setInterval;
const { services } = await import("../../lib/compose/services.ts");
const { runWorker } = await import("../../lib/compose/worker.ts");
const { createQueue } = await import("../../lib/db/queue.ts");

const all = services();
Object.assign(all, { queue: createQueue(all.db, { pollSeconds: 3600 }) });
await runWorker();
