import "server-only";
import { AppError } from "@/lib/core/errors";
import { logger } from "@/lib/core/server/logger";

/** A failure as one word for an address bar: the settings page turns it into a sentence. Unknown ones are logged. */
export function reasonOf(error: unknown): string {
  if (error instanceof AppError) {
    const reason = error.details?.["reason"];
    return typeof reason === "string" && /^[a-z_]{1,40}$/.test(reason) ? reason : error.code;
  }
  logger.error({ err: error }, "connecting failed");
  return "internal";
}
