import { AppError } from "@/lib/core/errors";

import type { Services } from "../types";

/** Max bytes of event data per workspace and day (UTC) from pages and tokens. Events of providers are not limited. */
const DAY_BYTES = 200 * 1024 * 1024;

/** Throws "rate_limited" if events would exceed the workspace's quota per day. */
export async function requireQuota(
  { log }: Pick<Services, "log">,
  workspaceId: string,
  bytes: number,
): Promise<void> {
  if ((await log.bytesToday(workspaceId)) + bytes <= DAY_BYTES) return;
  throw new AppError(
    "rate_limited",
    `This workspace has stored ${DAY_BYTES / 1024 / 1024} MB of events today. Send smaller events, or continue after midnight UTC.`,
  );
}
