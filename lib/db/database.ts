import { Kysely, PostgresDialect, sql } from "kysely";
import {
  Pool,
  types,
  type CustomTypesConfig,
  type PoolClient,
  type QueryResult,
  type QueryResultRow,
} from "pg";

import { logger } from "@/lib/core/server/logger";

import type { DB } from "./types.gen";

/** Verified claims of the signed-in person, which row-level security uses. */
export interface UserClaims {
  /** The user's id (uuid). */
  readonly sub: string;
  readonly email: string;
}

/** A transaction with the types of the migrated schema. */
export type Transaction = Kysely<DB>;

/**
 * Runs transactions as a user under row-level security or as the service role. The login itself has no permissions, so
 * statements outside of these transactions are rejected.
 */
export interface Database {
  withUser<T>(user: UserClaims, work: (trx: Transaction) => Promise<T>): Promise<T>;
  withService<T>(work: (trx: Transaction) => Promise<T>): Promise<T>;
  /** Runs one statement as the service role in one round trip, for the hot path of the log. */
  serviceQuery<Row extends QueryResultRow>(
    text: string,
    values: readonly unknown[],
  ): Promise<Row[]>;
  end(): Promise<void>;
}

/** True if Postgres rejected a text with NUL. */
function withoutNul(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("\u0000", "\uFFFD");
  return Array.isArray(value) ? value.map(withoutNul) : value;
}

const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** Adapts one connection to the pool that Kysely expects. Kysely does not release it. */
function kyselyOn(client: PoolClient): Transaction {
  const connection = Object.assign(Object.create(client) as PoolClient, {
    query: (text: string, values?: readonly unknown[]) =>
      client.query(text, values?.map(withoutNul)),
    release: () => {},
  });
  return new Kysely<DB>({
    dialect: new PostgresDialect({
      pool: {
        connect: () => Promise.resolve(connection),
        end: () => Promise.resolve(),
        options: {},
      },
    }),
  });
}

/** True if the driver's timeout expired. Source: pg 8, `query_timeout`. */
const isSilence = (error: unknown): error is Error =>
  error instanceof Error && error.message === "Query read timeout";

/** Runs work with a connection. Discards the connection if the work fails in a way that may leave a transaction open. */
async function borrow<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // Without a handler, the error of a connection that dies between two statements would end the process.
  const onLost = (error: Error) => {
    broken = error;
  };
  client.on("error", onLost);
  try {
    return await work(client);
  } catch (error) {
    // A server that did not respond will not respond to a rollback either.
    if (isSilence(error)) broken = error;
    else
      await client.query("rollback").catch((failure: Error) => {
        broken = failure;
      });
    throw error;
  } finally {
    client.off("error", onLost);
    client.release(broken);
  }
}

/** Runs a transaction of several statements. Sends the first one without waiting for the response to `begin`. */
async function transaction<T>(pool: Pool, start: string, work: (trx: Transaction) => Promise<T>) {
  return borrow(pool, async (client) => {
    const [started, worked] = await Promise.allSettled([
      client.query(start),
      work(kyselyOn(client)),
    ]);
    if (started.status === "rejected") throw started.reason;
    if (worked.status === "rejected") throw worked.reason;
    await client.query("commit");
    return worked.value;
  });
}

/** Runs a transaction of one statement in one round trip instead of three. If the statement fails, the commit rolls back. */
async function singleStatement<Row extends QueryResultRow>(
  pool: Pool,
  start: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  return borrow(pool, async (client) => {
    const sent = [
      client.query(start),
      client.query<Row>(text, values.map(withoutNul)),
      client.query("commit"),
    ];
    await Promise.allSettled(sent);
    const [, result] = await Promise.all(sent);
    // Several statements in one text return several results.
    return [result as QueryResult<Row> | QueryResult<Row>[]].flat().flatMap(({ rows }) => rows);
  });
}

/** Runs statements of a transaction with the rights of the service role, then returns to the rights that it had. */
export async function asService<T>(
  trx: Transaction,
  work: (trx: Transaction) => Promise<T>,
): Promise<T> {
  const { rows } = await sql<{
    role: string;
  }>`select current_setting('role') as role, set_config('role', 'service_role', true)`.execute(trx);
  const result = await work(trx);
  await sql`select set_config('role', ${rows[0]?.role ?? "none"}, true)`.execute(trx);
  return result;
}

/** bigint columns are sequence numbers and counters far below 2^53. */
const parsers: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === 20 ? Number : types.getTypeParser(oid, format)) as CustomTypesConfig["getTypeParser"],
};

/** Opens a pool. Uses only transaction-scoped state, so a transaction pooler is supported. */
export function createDatabase(connectionString: string, options: { max?: number } = {}): Database {
  const pool = new Pool({
    connectionString,
    types: parsers,
    max: options.max ?? 10,
    pipeline: true, // statements may be sent before the one before them is answered
    connectionTimeoutMillis: 5000,
    query_timeout: 15_000, // longer than any statement_timeout: the server itself has gone silent
    application_name: "agentic-dashboard",
  });
  pool.on("error", (err) => logger.warn({ err }, "idle database connection lost"));
  const asService = "begin; set local role service_role; set local statement_timeout = '10s'";
  return {
    withUser(user, work) {
      const claims = JSON.stringify({ sub: user.sub, email: user.email, role: "authenticated" });
      const start = `begin; set local role authenticated; set local statement_timeout = '10s'; select set_config('request.jwt.claims', ${literal(claims)}, true)`;
      return transaction(pool, start, work);
    },
    withService: (work) => transaction(pool, asService, work),
    serviceQuery: (text, values) => singleStatement(pool, asService, text, values),
    end: () => pool.end(),
  };
}
