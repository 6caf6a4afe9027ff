import DataLoader from "dataloader";
import { sql } from "kysely";

import type { Database, Transaction } from "./database";

/** An account at a provider, in one of its modes. */
export interface AccountKey {
  readonly provider: string;
  readonly accountId: string;
  readonly livemode: boolean;
}

interface AccountRoute extends AccountKey {
  readonly id: string;
  readonly workspaceId: string;
}

/** What every webhook delivery asks of the connections and tells them, gathered so that a burst costs few transactions. */
export interface Deliveries {
  /**
   * The connections that an event at the platform's endpoint belongs to, over all workspaces: those of this account that
   * were made by consent. A connection by key has its own endpoint, and may not be allowed to read what a consent covers.
   */
  routesOf(account: AccountKey): Promise<readonly AccountRoute[]>;
  /** Events up to `at` were stored for these connections. Written within a second; lost if the process dies before. */
  note(connections: readonly string[], at: Date): void;
  /** Writes now what was noted. */
  flush(): Promise<void>;
}

const FLUSH_MS = 1000;
const MAX_KEYS = 100;

async function findRoutes(
  trx: Transaction,
  accounts: readonly AccountKey[],
): Promise<AccountRoute[]> {
  return trx
    .selectFrom("connections")
    .where((eb) =>
      eb(
        eb.refTuple("provider", "account_id", "livemode"),
        "in",
        accounts.map((one) => eb.tuple(one.provider, one.accountId, one.livemode)),
      ),
    )
    .where("status", "<>", "revoked")
    .where("auth_kind", "=", "oauth")
    .select([
      "id",
      "provider",
      "livemode",
      "account_id as accountId",
      "workspace_id as workspaceId",
    ])
    .execute();
}

async function noteWebhooks(trx: Transaction, noted: ReadonlyMap<string, Date>): Promise<void> {
  await sql`
    update public.connection_cursors as cursor
    set last_webhook_at = now(), high_water = greatest(cursor.high_water, noted.at)
    from unnest(${[...noted.keys()]}::uuid[], ${[...noted.values()]}::timestamptz[]) as noted (id, at)
    where cursor.connection_id = noted.id`.execute(trx);
}

const isSame = (one: AccountKey, other: AccountKey) =>
  one.accountId === other.accountId &&
  one.livemode === other.livemode &&
  one.provider === other.provider;

/** @param onLost is told when what was noted could not be written. */
export function createDeliveries(
  db: Pick<Database, "withService">,
  onLost: (error: unknown) => void,
): Deliveries {
  let inFlight: Promise<unknown> = Promise.resolve();
  const routes = new DataLoader<AccountKey, readonly AccountRoute[]>(
    (accounts) => {
      const found = db.withService((trx) => findRoutes(trx, accounts));
      inFlight = found;
      return found.then((rows) =>
        accounts.map((account) => rows.filter((row) => isSame(row, account))),
      );
    },
    {
      cache: false, // who is connected may change with every delivery
      maxBatchSize: MAX_KEYS,
      // Whatever arrives while a question is out goes with the next.
      batchScheduleFn: (dispatch) => void inFlight.then(dispatch, dispatch),
    },
  );

  const noted = new Map<string, Date>();
  let timer: NodeJS.Timeout | undefined;
  async function flush() {
    clearTimeout(timer);
    timer = undefined;
    if (noted.size === 0) return;
    const batch = new Map(noted);
    noted.clear();
    await db.withService((trx) => noteWebhooks(trx, batch)).catch(onLost);
  }

  return {
    routesOf: (account) => routes.load(account),
    note(connections, at) {
      for (const id of connections) {
        const last = noted.get(id);
        if (!last || last < at) noted.set(id, at);
      }
      timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
    },
    flush,
  };
}
