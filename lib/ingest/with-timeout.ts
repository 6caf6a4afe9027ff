import { AppError } from "@/lib/core/errors";
import type { Transaction } from "@/lib/db/database";
import type { Services } from "@/lib/verbs/types";

const TIMEOUT_MS = 8000;

/** Providers wait some ten seconds for an answer. One that is too late here is sent again, and then found stored. */
export async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError("unavailable", "The database did not answer in time.")),
      TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A transaction of the service role that fails with "unavailable" when it takes too long. */
export const inService = <T>(services: Services, work: (trx: Transaction) => Promise<T>) =>
  withTimeout(services.db.withService(work));
