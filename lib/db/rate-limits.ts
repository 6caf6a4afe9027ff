import { createHash } from "node:crypto";

import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";

import type { Database } from "./database";

/** Limit of `points` per `seconds` and key, shared by all processes. */
export interface Limit {
  /** Prefix of the stored key. */
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

/** A key with its limit. */
export interface Counter {
  readonly limit: Limit;
  readonly key: string;
  /** Number of points to count. Default 1. */
  readonly points?: number;
}

export interface RateLimits {
  /**
   * Counts points for each key, even above the limit. Returns the seconds to wait if a limit is exceeded, otherwise 0.
   */
  spend(counters: readonly Counter[]): Promise<number>;
  /** Returns points of harmless attempts. */
  giveBack(counters: readonly Counter[]): Promise<void>;
}

/** Hashes keys, because they may contain e-mail addresses. */
const keyOf = ({ key }: Counter) => createHash("sha256").update(key).digest("base64url");

/** Stores counters in `private.rate_limits`, which has the columns of rate-limiter-flexible. */
export function createRateLimits(db: Pick<Database, "serviceQuery">): RateLimits {
  const storeClient = {
    async query({ text, values }: { text: string; values: readonly unknown[] }) {
      const rows = await db.serviceQuery(text, values);
      return { rows, rowCount: rows.length };
    },
  };
  const limiters = new Map<string, RateLimiterPostgres>();
  const limiterOf = ({ name, points, seconds }: Limit) => {
    const known = limiters.get(name);
    if (known) return known;
    const made = new RateLimiterPostgres({
      storeClient,
      storeType: "client",
      schemaName: "private",
      tableName: "rate_limits",
      tableCreated: true,
      keyPrefix: name,
      points,
      duration: seconds,
    });
    limiters.set(name, made);
    return made;
  };
  const spendOne = async (counter: Counter): Promise<number> => {
    try {
      await limiterOf(counter.limit).consume(keyOf(counter), counter.points);
      return 0;
    } catch (error) {
      // The library rejects with a result if the limit is reached, and with an Error if the storage fails.
      if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw error;
    }
  };
  return {
    async spend(counters) {
      return Math.max(0, ...(await Promise.all(counters.map(spendOne))));
    },
    async giveBack(counters) {
      await Promise.all(
        counters.map((counter) => limiterOf(counter.limit).reward(keyOf(counter), counter.points)),
      );
    },
  };
}
