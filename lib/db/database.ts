import { Kysely, PostgresDialect } from "kysely";
import { Pool, types, type CustomTypesConfig, type QueryResultRow, type PoolClient } from "pg";

import { logger } from "@/lib/core/server/logger";

import type { DB } from "./types.gen";

/** The verified person behind a request. Row-level security sees exactly these claims. */
export interface UserClaims {
  /** The user's id (uuid). */
  readonly sub: string;
  readonly email: string;
}

/** A transaction on one connection, typed after the migrated schema. */
export type Transaction = Kysely<DB>;

/**
 * The only way to the data: a transaction as one user under row-level security, or as the service role.
 * The login itself has no rights, so a statement outside of these is refused rather than run as owner.
 */
export interface Database {
  withUser<T>(user: UserClaims, work: (trx: Transaction) => Promise<T>): Promise<T>;
  withService<T>(work: (trx: Transaction) => Promise<T>): Promise<T>;
  /** One prepared round trip as the service role, for the log's hot path. */
  serviceQuery<Row extends QueryResultRow>(
    text: string,
    values: readonly unknown[],
  ): Promise<Row[]>;
  end(): Promise<void>;
}

const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** One connection as the pool that Kysely expects; it is released by us, not by Kysely. */
function kyselyOn(client: PoolClient): Transaction {
  const connection = Object.assign(Object.create(client) as PoolClient, {
    query: client.query.bind(client),
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

/** The driver gave up waiting for an answer. Source: pg 8, `query_timeout`. */
const isSilence = (error: unknown): error is Error =>
  error instanceof Error && error.message === "Query read timeout";

async function transaction<T>(
  pool: Pool,
  start: string,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that dies between two statements has nobody waiting on it, and would end the process.
  const onLost = (error: Error) => {
    broken = error;
  };
  client.on("error", onLost);
  try {
    await client.query(start);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    // A server that did not answer this will not answer a rollback either.
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

/** bigint columns are sequence numbers and counters far below 2^53. */
const parsers: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === 20 ? Number : types.getTypeParser(oid, format)) as CustomTypesConfig["getTypeParser"],
};

/** Opens a pool. Only transaction-scoped state is used, so a transaction pooler may stand in between. */
export function createDatabase(connectionString: string, options: { max?: number } = {}): Database {
  const pool = new Pool({
    connectionString,
    types: parsers,
    max: options.max ?? 10,
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
      return transaction(pool, start, (client) => work(kyselyOn(client)));
    },
    withService: (work) => transaction(pool, asService, (client) => work(kyselyOn(client))),
    serviceQuery: <Row extends QueryResultRow>(text: string, values: readonly unknown[]) =>
      transaction(
        pool,
        asService,
        async (client) => (await client.query<Row>(text, [...values])).rows,
      ),
    end: () => pool.end(),
  };
}
