import { subscribe } from "node:diagnostics_channel";
import type { Server } from "node:http";

import { logger } from "@/lib/core/server/logger";

const LIMIT_MS = 20_000;

/**
 * Ends the process in order: no new connections, open streams are told to come back, work in flight finishes, the
 * database last. Needs NEXT_MANUAL_SIG_HANDLE=true: Next's own handler would wait for open streams for ever.
 */
export function onShutdown(steps: {
  streams(): void;
  work(): Promise<void>;
  last(): Promise<void>;
}): void {
  let server: Server | undefined;
  subscribe("http.server.request.start", (message) => {
    // The channel's documented message. Source: nodejs.org/api/diagnostics_channel.html, read 2026-11.
    server ??= (message as { server: Server }).server;
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const hard = setTimeout(() => process.exit(1), LIMIT_MS);
    const closed = new Promise<void>((resolve) =>
      server ? server.close(() => resolve()) : resolve(),
    );
    steps.streams();
    const idle = setInterval(() => server?.closeIdleConnections(), 100);
    await Promise.all([closed, steps.work()]);
    clearInterval(idle);
    await steps.last();
    clearTimeout(hard);
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => {
      stop().catch((err: unknown) => {
        logger.error({ err }, "shutdown failed");
        process.exit(1);
      });
    });
}
