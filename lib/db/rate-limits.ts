import { createHash } from "node:crypto";

import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";

import type { Database } from "./database";

/** At most `points` in `seconds`, counted by key over all processes. */
export interface Limit {
  /** Part of the stored key. */
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

/** One key under one limit. */
export interface Counter {
  readonly limit: Limit;
  readonly key: string;
  /** How many points to count at once; one where it is absent. */
  readonly points?: number;
}

export interface RateLimits {
  /**
   * Counts the points in each, also when that is refused. Returns the seconds to wait when any of them is over its limit,
   * else 0.
   */
  spend(counters: readonly Counter[]): Promise<number>;
  /** Takes the points back from each: what was counted turned out to be harmless. */
  giveBack(counters: readonly Counter[]): Promise<void>;
}

/** Keys may hold e-mail addresses, which the table need not know. */
const keyOf = ({ key }: Counter) => createHash("sha256").update(key).digest("base64url");

/** Counters in `private.rate_limits`, whose columns are those of rate-limiter-flexible; it creates no table itself. */
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
      // The library rejects with its result when the limit is reached, and with an Error when the store fails.
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
