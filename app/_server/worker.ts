import "server-only";
import { timingSafeEqual } from "node:crypto";

import { services } from "@/lib/compose/services";
import { workFor } from "@/lib/compose/worker";

const TURN_MS = 20_000;
let turn: Promise<{ ms: number }> | undefined;

function isClock(request: Request, secret: string): boolean {
  const given = Buffer.from(request.headers.get("authorization") ?? "");
  const wanted = Buffer.from(`Bearer ${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

// This is no verb: the caller is a clock with the installation's secret, which has no workspace, person or role.
/** Does the worker's part for up to 20 seconds; a second call meanwhile waits for the same turn. 404 without CRON_SECRET. */
export async function workerResponse(request: Request): Promise<Response> {
  const { cronSecret } = services().env;
  if (cronSecret === null || !isClock(request, cronSecret)) {
    const status = cronSecret === null ? 404 : 401;
    const code = cronSecret === null ? "not_found" : "unauthenticated";
    const message = cronSecret === null ? "There is nothing here." : "The secret is not right.";
    return Response.json({ error: { code, message } }, { status });
  }
  turn ??= workFor(services(), TURN_MS).finally(() => (turn = undefined));
  return Response.json({ ok: true, ...(await turn) });
}
