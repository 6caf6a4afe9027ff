import { sql } from "kysely";

import type { Database, Transaction } from "./database";

/** An account at a provider, in one of its modes. */
export interface AccountKey {
  readonly provider: string;
  readonly accountId: string;
  readonly livemode: boolean;
}

/** Updates of connections by webhook deliveries, batched so that a burst needs few transactions. */
export interface Deliveries {
  /** Records that events up to `at` were stored. Written within a second, and lost if the process dies before. */
  note(connections: readonly string[], at: Date): void;
  /** Writes pending records immediately. */
  flush(): Promise<void>;
}

const FLUSH_MS = 1000;

/** The connections, over all workspaces, that an event of an account at the platform's endpoint belongs to. Service role only. */
export async function routesOf(
  trx: Transaction,
  { provider, accountId, livemode }: AccountKey,
): Promise<{ connection: string; workspace: string }[]> {
  return trx
    .selectFrom("private.account_route")
    .where("provider", "=", provider)
    .where("account_id", "=", accountId)
    .where("livemode", "=", livemode)
    .select(["connection_id as connection", "workspace_id as workspace"])
    .$narrowType<{ connection: string; workspace: string }>()
    .execute();
}

async function noteWebhooks(trx: Transaction, noted: ReadonlyMap<string, Date>): Promise<void> {
  await sql`
    update public.connection_cursors as cursor
    set last_webhook_at = now(), high_water = greatest(cursor.high_water, noted.at)
    from unnest(${[...noted.keys()]}::uuid[], ${[...noted.values()]}::timestamptz[]) as noted (id, at)
    where cursor.connection_id = noted.id`.execute(trx);
}

/** @param onLost called if pending records could not be written. */
export function createDeliveries(
  db: Pick<Database, "withService">,
  onLost: (error: unknown) => void,
): Deliveries {
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
