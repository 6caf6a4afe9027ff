import type { ConnectionRow } from "@/lib/db/connections";
import {
  eventsOfPerson,
  FIRST_RUN,
  FIRST_UNSTORED,
  keysOfPerson,
  runsOfPerson,
  unstoredOfPerson,
  type Found,
  type PersonalTraces,
} from "@/lib/db/customer-data";
import type { Database, Transaction } from "@/lib/db/database";
import { objectsByKey, type CopiedObject } from "@/lib/db/objects";

import { copiedTypes, idsOfPerson, wordsOf } from "./erase";

const OBJECTS_AT_ONCE = 100;
/** More objects, events or runs of one customer are not exported. */
const MAX_EACH = 10_000;

const exported = ({ type, id, data, deleted, syncedAt }: CopiedObject) => ({
  type,
  id,
  ...(deleted ? { deleted } : {}),
  copiedAt: syncedAt,
  data,
});

/** Writes the items of pages as members of a JSON list. Returns false if some were left out. */
async function* listPart(
  pages: AsyncIterable<readonly unknown[]>,
): AsyncGenerator<string, boolean> {
  let count = 0;
  for await (const items of pages) {
    for (const item of items.slice(0, MAX_EACH - count)) {
      yield `${count === 0 ? "" : ","}\n    ${JSON.stringify(item)}`;
      count++;
    }
    if (count >= MAX_EACH) return false;
  }
  return true;
}

async function* searchPages<Row, Next>(
  db: Database,
  first: Next,
  search: (trx: Transaction, after: Next) => Promise<Found<Row, Next>>,
): AsyncGenerator<readonly Row[]> {
  let next: Next | null = first;
  while (next !== null) {
    const after: Next = next;
    const found = await db.withService((trx) => search(trx, after));
    yield found.rows;
    next = found.next;
  }
}

/**
 * Writes everything that the product holds about a customer as one JSON document, in parts, while it is read: objects of the
 * copy, those that it could not take, events, and runs with their steps. Each part of the search is a transaction of its own.
 */
export async function* exportCustomer(
  db: Database,
  connection: ConnectionRow,
  customer: CopiedObject,
  at: Date,
): AsyncGenerator<string> {
  const keys = await db.withService(async (trx) =>
    keysOfPerson(
      trx,
      connection.id,
      copiedTypes(connection),
      await idsOfPerson(trx, connection.id, customer),
    ),
  );
  const traces: PersonalTraces = {
    workspaceId: connection.workspaceId,
    connectionId: connection.id,
    ids: [...new Set([customer.id, ...keys.map(({ id }) => id)])],
    words: wordsOf(customer),
  };
  async function* objectPages() {
    for (let from = 0; from < keys.length; from += OBJECTS_AT_ONCE) {
      const page = keys.slice(from, from + OBJECTS_AT_ONCE);
      const rows = await db.withService((trx) => objectsByKey(trx, connection.id, page));
      yield rows.map(exported);
    }
  }
  const head = {
    customer: customer.id,
    account: connection.accountId,
    mode: connection.livemode ? "live" : "test",
    exportedAt: at,
  };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "objects": [`;
  const hasObjects = yield* listPart(objectPages());
  yield '\n  ],\n  "unstoredObjects": [';
  const hasUnstored = yield* listPart(
    searchPages(db, FIRST_UNSTORED, (trx, after) => unstoredOfPerson(trx, traces, after)),
  );
  yield '\n  ],\n  "events": [';
  const hasEvents = yield* listPart(
    searchPages(db, 0, (trx, after) => eventsOfPerson(trx, traces, after)),
  );
  yield '\n  ],\n  "runs": [';
  const hasRuns = yield* listPart(
    searchPages(db, FIRST_RUN, (trx, after) => runsOfPerson(trx, traces, after)),
  );
  yield `\n  ],\n  "isComplete": ${hasObjects && hasUnstored && hasEvents && hasRuns}\n}\n`;
}
