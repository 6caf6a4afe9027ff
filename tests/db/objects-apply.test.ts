import { randomUUID } from "node:crypto";

import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";

import type { Transaction } from "@/lib/db/database";
import { analyzeCopy } from "@/lib/db/object-imports";
import {
  applyObjects,
  lockCopy,
  objectsByKey,
  type Place,
  type SearchedState,
} from "@/lib/db/objects";

import { connectAs } from "./services";
import { startTestStack, type TestStack } from "./stack";

/** How states of objects are written into the copy. */
const BATCH = 100;
let test: TestStack;
let place: Place;

beforeAll(async () => {
  test = await startTestStack();
  const { id, workspaceId } = await connectAs(test, await test.signUp("ada"), "acct_1Growth");
  place = { workspaceId, connectionId: id };
  // The server would otherwise look after the statistics itself, at a moment of its own.
  await test.admin.query("alter table public.objects set (autovacuum_enabled = off)");
  await test.admin.query("alter table public.object_tokens set (autovacuum_enabled = off)");
});
afterAll(() => test.stop());

const customer = (name: string, second: number): SearchedState => ({
  type: "customer",
  id: `cus_${name}`,
  columns: {
    created: new Date(1_795_000_000_000),
    status: null,
    customer: null,
    currency: null,
    amount: null,
    parent: null,
    method: null,
    label: name,
  },
  data: { id: `cus_${name}`, name },
  tokens: [name, `${name}@example.com`, `second-${second}`],
  apiVersion: "test",
  sourceTime: new Date(1_795_000_000_000 + second * 1000),
  deleted: false,
  previous: null,
});

/** Rows and index entries of the two tables that were read so far in this transaction. */
async function rowsRead(trx: Transaction): Promise<number> {
  const { rows } = await sql<{ n: string }>`
    select sum(pg_stat_get_xact_tuples_returned(c.oid) + pg_stat_get_xact_tuples_fetched(c.oid)) as n from pg_class c
    where c.oid in ('public.objects'::regclass, 'public.object_tokens'::regclass)
      or c.oid in (select indexrelid from pg_index where indrelid in ('public.objects'::regclass, 'public.object_tokens'::regclass))`.execute(
    trx,
  );
  return Number(rows[0]?.n);
}

const apply = (states: readonly SearchedState[]) =>
  test.db.withService(async (trx) => {
    await lockCopy(trx, place.connectionId);
    return applyObjects(trx, place, states);
  });

async function stored(id: string) {
  const [row] = await test.db.withService((trx) =>
    objectsByKey(trx, place.connectionId, [{ type: "customer", id }]),
  );
  const { rows } = await test.admin.query<{ token: string }>(
    "select token from public.object_tokens where id = $1 order by 1",
    [id],
  );
  return { label: row?.label, deleted: row?.deleted, words: rows.map(({ token }) => token) };
}

it("keeps the newest state and its words, whatever comes after it", async () => {
  const at = (second: number, label: string, more: Partial<SearchedState> = {}) => {
    const state = customer("ada", second);
    return { ...state, columns: { ...state.columns, label }, tokens: [label], ...more };
  };
  expect(await apply([at(2, "second")])).toHaveLength(1);
  expect(await apply([at(1, "first")])).toEqual([]);
  expect(await stored("cus_ada")).toEqual({ label: "second", deleted: false, words: ["second"] });
  await apply([at(1, "first"), at(3, "third"), at(2, "late")]);
  expect(await stored("cus_ada")).toEqual({ label: "third", deleted: false, words: ["third"] });
  await apply([at(4, "fourth", { deleted: true, tokens: [] })]);
  expect(await stored("cus_ada")).toEqual({ label: "third", deleted: true, words: [] });
  await apply([at(5, "fifth")]);
  expect(await stored("cus_ada")).toEqual({ label: "fifth", deleted: false, words: ["fifth"] });
});

it("writes a page to a full copy as cheaply as to an empty one", async () => {
  // The plan that one session makes for an almost empty table must not read all of a full one.
  const write = (names: readonly string[], second: number) =>
    test.db.withService(async (trx) => {
      await lockCopy(trx, place.connectionId);
      const states = names.map((name) => customer(name, second));
      const before = await rowsRead(trx);
      expect(await applyObjects(trx, place, states)).toHaveLength(names.length);
      const read = (await rowsRead(trx)) - before;
      await analyzeCopy(trx);
      return read;
    });
  const page = () => Array.from({ length: BATCH }, () => randomUUID());
  const first = page();
  await write(first, 1);
  for (let pages = 0; pages < 60; pages++) await write(page(), 1);
  expect(await write(page(), 1)).toBeLessThan(10 * BATCH);
  expect(await write(first, 2)).toBeLessThan(30 * BATCH); // each has a word to remove and one to add
});
