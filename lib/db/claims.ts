import { sql } from "kysely";

import type { Transaction } from "./database";

/** Error if another step already claimed the id, so this step must repeat its lookup. */
export class ClaimedError extends Error {}

/** Converts a violation of the unique index on claims to ClaimedError. Rethrows any other error. */
export function rethrowClaim(error: unknown): never {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }; // pg's errors carry both
  if (code === "23505" && constraint === "steps_claimed")
    throw new ClaimedError("Another step already claimed this id.", { cause: error });
  throw error;
}

/** Returns those of the ids that steps of any workspace have claimed. Service role. */
export async function takenClaims(
  trx: Transaction,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ claimed: string }>`
    select claimed from public.steps where claimed = any (${[...ids]}::text[])`.execute(trx);
  return new Set(rows.map(({ claimed }) => claimed));
}
