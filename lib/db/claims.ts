import { sql } from "kysely";

import type { Transaction } from "./database";

/** Another step has made its own what this one took for its own: it has to look again. */
export class ClaimedError extends Error {}

/** Says so when a statement failed because of another step's claim; hands every other error on. */
export function rethrowClaim(error: unknown): never {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }; // pg's errors carry both
  if (code === "23505" && constraint === "steps_claimed")
    throw new ClaimedError("It is another step's.", { cause: error });
  throw error;
}

/** Of these ids, those that a step of any workspace has made its own. Service role only. */
export async function takenClaims(
  trx: Transaction,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ claimed: string }>`
    select claimed from public.steps where claimed = any (${[...ids]}::text[])`.execute(trx);
  return new Set(rows.map(({ claimed }) => claimed));
}
