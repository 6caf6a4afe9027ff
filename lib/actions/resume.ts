import { logger } from "@/lib/core/server/logger";
import { expireWaiting, forgottenAttempts, takeAttempt } from "@/lib/db/action-attempts";

import { sendAttempt } from "./send";
import type { ActionServices } from "./services";

/** A request takes at most half a minute; whoever sent it is gone after this long. */
const FORGOTTEN_MS = 90_000;
const AT_ONCE = 20;

/**
 * Sends requests again whose process ended before the answer came, so that their outcome becomes known, and ends what nobody
 * approved in time. Returns how many were sent.
 */
export async function resumeAttempts(services: ActionServices): Promise<number> {
  const { db } = services;
  await db.withService(expireWaiting);
  const ids = await db.withService((trx) =>
    forgottenAttempts(trx, { afterMs: FORGOTTEN_MS, limit: AT_ONCE }),
  );
  for (const id of ids) {
    const attempt = await db.withService((trx) => takeAttempt(trx, id, FORGOTTEN_MS));
    if (!attempt) continue;
    await sendAttempt(services, attempt, { isRepeated: true }).catch((err: unknown) =>
      logger.warn({ err, attempt: id }, "an action could not be sent again"),
    );
  }
  return ids.length;
}
