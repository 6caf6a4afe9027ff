import "server-only";
import { services } from "@/lib/compose/services";
import { logger } from "@/lib/core/server/logger";
import { appendSecurityEvent, type SecurityEvent } from "@/lib/db/security-log";

import { requestAddress } from "./own-request";

/** Notes what happened to a sign-in or session. What it is about goes on when the log cannot be written. */
export async function noteSecurity(event: Omit<SecurityEvent, "address">): Promise<void> {
  try {
    const address = await requestAddress();
    await appendSecurityEvent(services().db, { ...event, address });
  } catch (err) {
    logger.warn({ err, kind: event.kind }, "security log not written");
  }
}
