import { logger } from "@/lib/core/server/logger";
import { storeBuiltinWidgets } from "@/lib/db/dashboards";
import type { Services } from "@/lib/verbs/types";
import { BUILTIN_WIDGETS } from "@/lib/widgets/registry";

const RETRY_MS = 5000;

/**
 * Stores the built-in widgets of this version, so that they arrive in every workspace. Without a database it tries again
 * until there is one; the pages need it too, so the start does not wait.
 */
export async function installBuiltinWidgets(all: Pick<Services, "db">): Promise<void> {
  try {
    await all.db.withService((trx) => storeBuiltinWidgets(trx, BUILTIN_WIDGETS));
  } catch (err) {
    logger.warn({ err }, "built-in widgets not installed");
    setTimeout(() => void installBuiltinWidgets(all), RETRY_MS).unref();
  }
}
