import { AppError } from "@/lib/core/errors";

import type { Services } from "../types";

/** Bytes of event data that pages and tokens of one workspace may store in a day (UTC). Providers' events are not refused. */
const DAY_BYTES = 200 * 1024 * 1024;

/** Refuses events that would take a workspace over its day's quota. Throws "rate_limited". */
export async function requireQuota(
  { log }: Pick<Services, "log">,
  workspaceId: string,
  bytes: number,
): Promise<void> {
  if ((await log.bytesToday(workspaceId)) + bytes <= DAY_BYTES) return;
  throw new AppError(
    "rate_limited",
    `This workspace has stored ${DAY_BYTES / 1024 / 1024} MB of events today. Send smaller events, or go on after midnight UTC.`,
  );
}
