import { describe, expect, it } from "vitest";

import type { EventLog, NewEvent, StoredPlace } from "./log";
import { createPublisher } from "./publisher";

const WORKSPACE = "w";
const event = (id: string): NewEvent => ({
  id,
  type: "stripe.payment.received",
  source: "stripe:test:acct_1",
  time: new Date(0).toISOString(),
  data: {},
  workspace: WORKSPACE,
  origin: "provider",
  hops: 0,
  actor: { kind: "provider", id: "stripe" },
});
const failure = (code: string) => Object.assign(new Error(`failed with ${code}`), { code });

/** A log in memory that counts its batches. `before` may fail a batch. */
function memoryLog(before: (events: readonly NewEvent[], call: number) => void = () => {}) {
  const stored: string[] = [];
  const batches: number[] = [];
  const never = () => Promise.reject(new Error("not asked for here"));
  const log: EventLog = {
    async publish(events) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      batches.push(events.length);
      before(events, batches.length);
      const places: StoredPlace[] = [];
      for (const { workspace, source, id } of events)
        if (!stored.includes(id)) places.push({ workspace, source, id, seq: stored.push(id) });
      return places;
    },
    deliver: never,
    read: never,
    recent: never,
    heads: never,
    bytesToday: () => Promise.resolve(0),
    shortSince: () => Promise.resolve(null),
    prune: never,
  };
  return { log, stored, batches };
}
const ids = (count: number) => Array.from({ length: count }, (_, index) => `evt_${index}`);

describe("a publisher", () => {
  it("gives every caller its own place, in few batches of at most 64", async () => {
    const { log, batches } = memoryLog();
    const told: string[] = [];
    const publisher = createPublisher(log, (workspace) => void told.push(workspace));
    const seqs = await Promise.all(ids(200).map((id) => publisher.publish(event(id))));
    expect(new Set(seqs).size).toBe(200);
    expect(seqs).not.toContain(null);
    expect(Math.max(...batches)).toBe(64);
    expect(batches.length).toBeLessThan(10);
    expect(told.length).toBe(batches.length);
  });

  it("answers before what is done for streams in a later turn", async () => {
    const { log } = memoryLog();
    const order: string[] = [];
    const publisher = createPublisher(log, () => void setImmediate(() => order.push("streams")));
    await publisher.publish(event("evt_0")).then(() => order.push("answer"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(order).toEqual(["answer", "streams"]);
  });

  it("tells one of two copies in a batch that it is a duplicate", async () => {
    const { log } = memoryLog();
    const publisher = createPublisher(log, () => {});
    const all = [...ids(5), ...ids(5)].map((id) => publisher.publish(event(id)));
    const seqs = await Promise.all(all);
    expect(seqs.filter((seq) => seq === null)).toHaveLength(5);
    expect(await publisher.publish(event("evt_0"))).toBeNull();
  });

  it.each(["22P05", "23514", "54000"])(
    "fails only the event that cannot be stored (%s)",
    async (code) => {
      const { log, stored } = memoryLog((events) => {
        if (events.some(({ id }) => id === "evt_20")) throw failure(code);
      });
      const publisher = createPublisher(log, () => {});
      const outcomes = await Promise.allSettled(ids(64).map((id) => publisher.publish(event(id))));
      expect(
        outcomes.flatMap(({ status }, index) => (status === "rejected" ? [index] : [])),
      ).toEqual([20]);
      expect(stored).toHaveLength(63);
    },
  );

  it.each(["ECONNREFUSED", "57P01", "25006"])(
    "fails a whole batch at once while the database is away (%s), and goes on after",
    async (code) => {
      let away = true;
      const { log, batches } = memoryLog(() => {
        if (away) throw failure(code);
      });
      const publisher = createPublisher(log, () => {});
      const outcomes = await Promise.allSettled(ids(66).map((id) => publisher.publish(event(id))));
      expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
      expect(batches.length).toBeLessThanOrEqual(4);
      away = false;
      expect(await publisher.publish(event("evt_0"))).toBe(1);
    },
  );

  it.each(["40001", "40P01"])("starts over after a race (%s), six times at most", async (code) => {
    const late = memoryLog((_, call) => {
      if (call < 6) throw failure(code);
    });
    expect(await createPublisher(late.log, () => {}).publish(event("evt_0"))).toBe(1);
    const never = memoryLog(() => {
      throw failure(code);
    });
    await expect(
      createPublisher(never.log, () => {}).publish(event("evt_0")),
    ).rejects.toMatchObject({ code });
    expect(never.batches).toHaveLength(6);
  });

  it("refuses more than may wait, and drains what does", async () => {
    const { log, stored } = memoryLog();
    const publisher = createPublisher(log, () => {});
    const all = Promise.allSettled(ids(2100).map((id) => publisher.publish(event(id))));
    await publisher.drain();
    const refused = (await all).filter(({ status }) => status === "rejected");
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ reason: { code: "unavailable" } });
    expect(stored.length).toBe(2100 - refused.length);
    await publisher.drain();
  });
});
