import { logger } from "@/lib/core/server/logger";
import { forgottenAttempts, takeAttempt } from "@/lib/db/action-attempts";

import { sendAttempt } from "./send";
import type { ActionServices } from "./services";

/** A request takes at most half a minute; whoever sent it is gone after this long. */
export const FORGOTTEN_MS = 90_000;
/** A provider knows keys for a day. Sending one later would do it again. Source: docs.stripe.com/api/idempotent_requests, read 2026-11. */
const MAX_AGE_MS = 20 * 3_600_000;
const AT_ONCE = 20;

/** Sends requests again whose process ended before the answer came, so that their outcome becomes known. Returns how many. */
export async function resumeAttempts(services: ActionServices): Promise<number> {
  const { db } = services;
  const ids = await forgottenAttempts(db, {
    afterMs: FORGOTTEN_MS,
    maxAgeMs: MAX_AGE_MS,
    limit: AT_ONCE,
  });
  for (const id of ids) {
    const attempt = await db.withService((trx) => takeAttempt(trx, id, FORGOTTEN_MS));
    if (!attempt) continue;
    await sendAttempt(services, attempt).catch((err: unknown) =>
      logger.warn({ err, attempt: id }, "an action could not be sent again"),
    );
  }
  return ids.length;
}
