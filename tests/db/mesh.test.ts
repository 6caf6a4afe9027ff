import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createDatabase } from "@/lib/db/database";
import { createEventLog, publishInside } from "@/lib/db/event-log";
import { FULL_PAGE, storableEvent, type NewEvent } from "@/lib/mesh/log";
import { createPublisher, type Publisher } from "@/lib/mesh/publisher";

import { startTestStack, type TestStack, type TestUser } from "./stack";

let test: TestStack;
let user: TestUser;
let other: TestUser;

const NOW = new Date().toISOString();
const event = (id: string, workspace: string, data: Record<string, unknown> = {}): NewEvent => ({
  id,
  type: "stripe.payment.received",
  source: "stripe:test:acct_1",
  time: NOW,
  data,
  workspace,
  origin: "provider",
  hops: 0,
  actor: { kind: "provider", id: "stripe" },
});
const seqs = async (workspace: string) => {
  const { rows } = await test.admin.query<{ seq: string }>(
    "select seq from mesh.event where workspace_id = $1 order by seq",
    [workspace],
  );
  return rows.map((row) => Number(row.seq));
};
/** Every row of the log with the transaction that wrote it: equal before and after means that nothing was written. */
const rowVersions = async () =>
  (
    await test.admin.query(
      "select 'e', xmin::text, seq from mesh.event union all select 's', xmin::text, last_seq from mesh.stream union all select 'i', xmin::text, seq from mesh.inbox order by 1, 2, 3",
    )
  ).rows;
const dense = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

beforeAll(async () => {
  test = await startTestStack();
  user = await test.signUp("ada");
  other = await test.signUp("bob");
});
afterAll(() => test.stop());

describe("publishing", () => {
  it("stores 200 parallel copies over two instances once", async () => {
    const second = createDatabase(test.stack.env["DATABASE_URL"] ?? "");
    const [here, there] = [test.db, second].map((db) =>
      createPublisher(createEventLog(db), () => false),
    ) as [Publisher, Publisher]; // two in, two out
    const one = (index: number) => (index % 2 === 0 ? here : there);
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        one(index).publish(event("evt_same", user.workspace)),
      ),
    );
    await second.end();
    expect(results.filter((seq) => seq !== null)).toHaveLength(1);
    expect(await seqs(user.workspace)).toEqual([1]);
  });

  it("stores an event once that two transactions bring at the same time", async () => {
    const one = event("evt_twice", user.workspace);
    const stored = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const first = test.db.withService(async (trx) => {
      await publishInside(trx, [one]);
      stored.resolve();
      await commit.promise;
    });
    await stored.promise;
    const second = createPublisher(createEventLog(test.db), () => false).publish(one);
    await new Promise((resolve) => setTimeout(resolve, 200)); // it waits for the first one
    commit.resolve();
    await first;
    expect(await second).toBeNull();
  });

  it("stores an event once whose copies go in one batch", async () => {
    const publisher = createPublisher(createEventLog(test.db), () => false);
    // What comes while these are under way is gathered.
    const ahead = ["evt_ahead_1", "evt_ahead_2"].map((id) =>
      publisher.publish(event(id, user.workspace)),
    );
    const copies = [1, 2].map(() => publisher.publish(event("evt_copied", user.workspace)));
    await Promise.all(ahead);
    expect(await Promise.all(copies)).toEqual([expect.any(Number), null]);
  });

  it("writes nothing for a storm of known events", async () => {
    const publisher = createPublisher(createEventLog(test.db), () => false);
    const ids = Array.from({ length: 200 }, (_, index) => `evt_storm_${index}`);
    await Promise.all(ids.map((id) => publisher.publish(event(id, user.workspace))));
    const before = await rowVersions();
    const again = await Promise.all(
      Array.from({ length: 10 }, () => ids)
        .flat()
        .map((id) => publisher.publish(event(id, user.workspace))),
    );
    expect(again.every((seq) => seq === null)).toBe(true);
    expect(await rowVersions()).toEqual(before);
  });

  it("keeps the same id of another workspace apart", async () => {
    const publisher = createPublisher(createEventLog(test.db), () => false);
    await publisher.publish(event("evt_apart", user.workspace));
    expect(await publisher.publish(event("evt_apart", other.workspace))).toBe(1);
  });

  it("stores 63 events beside one that cannot be stored", async () => {
    const publisher = createPublisher(createEventLog(test.db), () => false);
    const before = (await seqs(other.workspace)).length;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 64 }, (_, index) =>
        publisher.publish(
          index === 20
            ? { ...event("evt_batch_20", other.workspace), type: "long".repeat(100) }
            : event(`evt_batch_${index}`, other.workspace),
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.status === "rejected")).toHaveLength(1);
    expect(await seqs(other.workspace)).toEqual(dense(before + 63));
  });

  it("keeps an event without its data over the quota of a day, and with it when it comes again", async () => {
    const log = createEventLog(test.db);
    await log.publish([storableEvent(event("evt_within_quota", other.workspace))]);
    await test.admin.query(
      "update mesh.stream set day = (now() at time zone 'utc')::date, day_bytes = 1073741824 where workspace_id = $1",
      [other.workspace],
    );
    const large = { id: "ch_1", amount: 100, note: "x".repeat(1000) };
    const paid = storableEvent(event("evt_over_quota", other.workspace, large));
    await log.publish([paid]);
    const [stored] = await log.recent(other.workspace, 1);
    expect(stored?.data).toEqual({ id: "ch_1", truncated: true, overQuota: true });
    expect(await log.shortSince(other.workspace, paid.source)).toBeNull();
    await test.admin.query("update mesh.stream set day_bytes = 0 where workspace_id = $1", [
      other.workspace,
    ]);
    expect(await log.shortSince(other.workspace, paid.source)).toEqual(new Date(paid.time));
    expect(await log.publish([paid])).toHaveLength(1);
    expect((await log.recent(other.workspace, 1))[0]).toMatchObject({ data: large });
    expect(await log.publish([paid])).toEqual([]);
    expect(await log.shortSince(other.workspace, paid.source)).toBeNull();
  });

  it("reads pages of bounded bytes, forwards and backwards, and misses nothing", async () => {
    const log = createEventLog(test.db);
    const start = (await log.heads([other.workspace])).get(other.workspace)?.last ?? 0;
    for (let at = 0; at < 80; at += 16)
      await log.publish(
        Array.from({ length: 16 }, (_, index) =>
          storableEvent(
            event(`evt_large_${at + index}`, other.workspace, { text: "x".repeat(240_000) }),
          ),
        ),
      );
    const forwards: number[] = [];
    for (let after = start; ;) {
      const page = await log.read(other.workspace, after);
      expect(page.length).toBeLessThan(40);
      forwards.push(...page.map(({ seq }) => seq ?? 0));
      after = page.at(-1)?.seq ?? 0;
      if (page.length < FULL_PAGE) break;
    }
    expect(forwards).toEqual(Array.from({ length: 80 }, (_, index) => start + 1 + index));
    const newest = await log.recent(other.workspace, 500);
    expect(newest.length).toBeLessThan(40);
    expect(newest[0]?.seq).toBe(start + 80);
  });

  it("numbers without a gap while 16 writers race and some transactions roll back", async () => {
    const before = (await seqs(user.workspace)).length;
    const log = createEventLog(test.db);
    const writers = Array.from({ length: 16 }, async (_, writer) => {
      for (let index = 0; index < 20; index++) {
        if (index % 5 === 4)
          await test.db
            .withService(async (trx) => {
              await trx
                .updateTable("mesh.stream")
                .set({ last_seq: 1_000_000 })
                .where("workspace_id", "=", user.workspace)
                .execute();
              throw new Error("roll back");
            })
            .catch(() => {});
        await log.publish([storableEvent(event(`evt_w${writer}_${index}`, user.workspace))]);
      }
    });
    await Promise.all(writers);
    expect(await seqs(user.workspace)).toEqual(dense(before + 320));
  });

  it(
    "loses nothing that was acknowledged when the server crashes under load",
    { timeout: 60_000 },
    async () => {
      const acked: string[] = [];
      let running = true;
      const log = createEventLog(test.db);
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let index = 0; running; index++) {
          const id = `evt_crash_${writer}_${index}`;
          await log.publish([storableEvent(event(id, other.workspace))]).then(
            () => acked.push(id),
            () => new Promise((resolve) => setTimeout(resolve, 20)),
          );
        }
      });
      await new Promise((resolve) => setTimeout(resolve, 500));
      const { rows: backends } = await test.admin.query<{ pid: number }>(
        "select pid from pg_stat_activity where usename = 'app_login' limit 1",
      );
      // A backend that is killed makes the server stop all others at once and recover from its log.
      const pid = backends[0]?.pid;
      if (!pid) throw new Error("No backend to kill");
      process.kill(pid, "SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, 2000));
      running = false;
      await Promise.all(writers);
      await expect
        .poll(() => test.admin.query("select 1").then(Boolean, () => false), { timeout: 30_000 })
        .toBe(true);
      const { rows } = await test.admin.query<{ id: string }>(
        "select id from mesh.event where id like 'evt_crash_%'",
      );
      const stored = new Set(rows.map((row) => row.id));
      expect(acked.length).toBeGreaterThan(50);
      expect(acked.filter((id) => !stored.has(id))).toEqual([]);
      const all = await seqs(other.workspace);
      expect(all).toEqual(dense(all.length));
    },
  );
});

it("prunes old events in batches and moves the floor", async () => {
  await test.admin.query(
    "update mesh.event set recorded_at = now() - interval '91 days' where workspace_id = $1 and seq <= 5",
    [user.workspace],
  );
  const log = createEventLog(test.db);
  expect(await log.prune()).toBe(5);
  expect((await log.heads([user.workspace])).get(user.workspace)?.floor).toBe(5);
});
