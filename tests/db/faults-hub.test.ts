import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { createDatabase, type Database } from "@/lib/db/database";
import { createEventLog } from "@/lib/db/event-log";
import type { MeshEvent } from "@/lib/mesh/event";
import { createStreamHub, type StreamHub, type StreamListener } from "@/lib/mesh/hub";
import { storableEvent, type EventLog, type NewEvent } from "@/lib/mesh/log";
import { createPublisher } from "@/lib/mesh/publisher";

import { startTestStack, type TestStack, type TestUser } from "./stack";

let test: TestStack;
let user: TestUser;
let second: Database;
let hubs: { here: StreamHub; there: StreamHub };
let errors: unknown[] = [];

beforeAll(async () => {
  test = await startTestStack();
  user = await test.signUp("ada");
  second = createDatabase(test.stack.env["DATABASE_URL"] ?? "");
  hubs = {
    here: createStreamHub(createEventLog(test.db), (error) => errors.push(error)),
    there: createStreamHub(createEventLog(second), (error) => errors.push(error)),
  };
});
afterAll(async () => {
  hubs.here.end();
  hubs.there.end();
  await second.end();
  await test.stop();
});

let made = 0;
const event = (workspace: string): NewEvent => ({
  id: `evt_hub_${made++}`,
  type: "stripe.payment.received",
  source: "stripe:test:acct_1",
  time: new Date(0).toISOString(),
  data: { text: "x".repeat(100) },
  workspace,
  origin: "provider",
  hops: 0,
  actor: { kind: "provider", id: "stripe" },
});

interface Reader extends StreamListener {
  readonly got: number[];
  ended: boolean;
  open: boolean;
}
/** A listener that writes down what it gets. */
function reader(at: number, session = "s"): Reader {
  const self: Reader = {
    workspace: user.workspace,
    session,
    user: user.sub,
    at,
    got: [],
    ended: false,
    open: true,
    ready: () => self.open,
    send: (events: readonly MeshEvent[]) =>
      void self.got.push(...events.map((one) => one.seq ?? Number.NaN)),
    end: () => {
      self.ended = true;
    },
  };
  return self;
}
const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
const head = async () =>
  (await createEventLog(test.db).heads([user.workspace])).get(user.workspace)?.last ?? 0;
const until = (ok: () => boolean) =>
  vi.waitFor(() => expect(ok()).toBe(true), { timeout: 10_000, interval: 20 });

describe("two instances that tail one log", () => {
  it("see every event once and in order, while 16 writers race and some roll back", async () => {
    const start = await head();
    const early = [reader(start), reader(start)] as const;
    const leave = [hubs.here.add(early[0]), hubs.there.add(early[1])];
    const log = createEventLog(test.db);
    const writers = range(1, 16).map(async (writer) => {
      for (const index of range(1, 25)) {
        if ((writer + index) % 6 === 0)
          await second
            .withService(async (trx) => {
              await trx
                .updateTable("mesh.stream")
                .set((eb) => ({ last_seq: eb("last_seq", "+", 1) }))
                .where("workspace_id", "=", user.workspace)
                .execute();
              throw new Error("roll back");
            })
            .catch(() => {});
        await log.publish([storableEvent(event(user.workspace))]);
        hubs.here.nudge(user.workspace);
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const late = [reader(start), reader(start + 3)] as const;
    leave.push(hubs.here.add(late[0]), hubs.there.add(late[1]));
    await Promise.all(writers);
    const end = await head();
    expect(end - start).toBe(400);
    await until(() => [...early, ...late].every((one) => one.got.at(-1) === end));
    for (const one of [...early, late[0]]) expect(one.got).toEqual(range(start + 1, end));
    expect(late[1].got).toEqual(range(start + 4, end));
    for (const stop of leave) stop();
  });

  it("is told by polling alone, without a nudge", async () => {
    const start = await head();
    const far = reader(start);
    const leave = hubs.there.add(far);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await createEventLog(test.db).publish([storableEvent(event(user.workspace))]);
    await until(() => far.got.length > 0);
    expect(far.got).toEqual([start + 1]);
    leave();
  });
});

describe("an instance that is handed what it has committed", () => {
  it("sends every event once and in order, while another instance writes too", async () => {
    const start = await head();
    const readers = [reader(start), reader(start)] as const;
    const leave = [hubs.here.add(readers[0]), hubs.there.add(readers[1])];
    const publishers = [
      createPublisher(createEventLog(test.db), (...appended) => hubs.here.nudge(...appended)),
      createPublisher(createEventLog(second), (...appended) => hubs.there.nudge(...appended)),
    ];
    await Promise.all(
      range(1, 400).map(async (index) => {
        await new Promise((resolve) => setTimeout(resolve, (index % 40) * 5));
        await publishers[index % 2]?.publish(event(user.workspace));
      }),
    );
    const end = await head();
    expect(end - start).toBe(400);
    await until(() => readers.every((one) => one.got.at(-1) === end));
    for (const one of readers) expect(one.got).toEqual(range(start + 1, end));
    for (const stop of leave) stop();
  });

  it("hands over what a read of the log gives", async () => {
    const handed: MeshEvent[] = [];
    const log = createEventLog(test.db);
    const publisher = createPublisher(log, (_, events) => handed.push(...events) === 0);
    const start = await head();
    const whole: NewEvent = {
      ...event(user.workspace),
      subject: "ch_1",
      time: "2026-11-21T10:50:00Z",
      data: { b: [1, { c: null }], a: "é", gone: undefined },
      connection: "0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000",
      livemode: false,
      correlationId: "evt_0",
      causationId: "evt_0",
      hops: 2,
    };
    await Promise.all([publisher.publish(whole), publisher.publish(event(user.workspace))]);
    await publisher.drain();
    expect(
      JSON.parse(JSON.stringify(handed.toSorted((a, b) => Number(a.seq) - Number(b.seq)))),
    ).toEqual(await log.read(user.workspace, start));
    expect(handed).toHaveLength(2);
  });
});

describe("where a stream resumes", () => {
  it.each([
    ["the beginning", () => 0],
    ["the last event but one", (end: number) => end - 1],
    ["the end", (end: number) => end],
    ["behind what the ring holds", (end: number) => end - 1100],
  ])("at %s gets what follows", async (_, place) => {
    const log = createEventLog(test.db);
    for (let batch = 0; batch < 5; batch++)
      await log.publish(range(1, 256).map(() => storableEvent(event(user.workspace))));
    const end = await head();
    const first = reader(end);
    const one = reader(place(end));
    const leave = [hubs.here.add(first), hubs.here.add(one)];
    const expected = range(one.at + 1, end);
    await until(() => one.got.length >= expected.length);
    await log.publish([storableEvent(event(user.workspace))]);
    hubs.here.nudge(user.workspace);
    await until(() => one.got.at(-1) === end + 1 && first.got.length === 1);
    expect(one.got).toEqual([...expected, end + 1]);
    for (const stop of leave) stop();
  });
});

describe("a reader that does not read", () => {
  it("is sent nothing, holds up nobody, and gets all of it when it reads again", async () => {
    const start = await head();
    const slow = reader(start);
    slow.open = false;
    const fast = reader(start);
    const leave = [hubs.here.add(slow), hubs.here.add(fast)];
    const log = createEventLog(test.db);
    for (let batch = 0; batch < 12; batch++) {
      await log.publish(range(1, 100).map(() => storableEvent(event(user.workspace))));
      hubs.here.nudge(user.workspace);
      await until(() => fast.got.length === (batch + 1) * 100);
    }
    expect(slow.got).toEqual([]);
    slow.open = true;
    hubs.here.resume(slow);
    await until(() => slow.got.length === 1200);
    expect(slow.got).toEqual(range(start + 1, start + 1200));
    for (const stop of leave) stop();
  });
});

describe("listeners that come and go", () => {
  it("leave nothing behind after ten thousand", async () => {
    const start = await head();
    for (let round = 0; round < 100; round++) {
      const leave = range(1, 100).map(() => hubs.here.add(reader(start)));
      expect(hubs.here.size).toBe(100);
      for (const stop of leave) stop();
    }
    expect(hubs.here.size).toBe(0);
    const asked = vi.spyOn(test.db, "serviceQuery");
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(asked.mock.calls.filter(([text]) => text.includes("mesh.heads"))).toHaveLength(0);
    asked.mockRestore();
  });

  it("are ended by session, by person and for good, and then no more come in", () => {
    const hub = createStreamHub(createEventLog(test.db), () => {});
    const [one, other] = [reader(0), reader(0, "other")];
    hub.add(one);
    hub.add(other);
    hub.end((listener) => listener.session === "s");
    expect([one.ended, other.ended]).toEqual([true, false]);
    hub.end();
    expect(other.ended).toBe(true);
    const late = reader(0);
    hub.add(late);
    expect([late.ended, hub.size]).toEqual([true, 2]);
  });
});

/** The log, failing as often as it is told to. */
const failing = (log: EventLog, fail: () => boolean): EventLog => ({
  ...log,
  read: (...request) =>
    fail() ? Promise.reject(new Error("the database is away")) : log.read(...request),
});

describe("a log that cannot be read for a while", () => {
  it("costs nobody an event, though nothing new follows", async () => {
    errors = [];
    let away = true;
    const hub = createStreamHub(
      failing(createEventLog(test.db), () => away),
      (error) => errors.push(error),
    );
    const end = await head();
    const one = reader(end - 20);
    hub.add(one);
    await until(() => errors.length > 0);
    away = false;
    await until(() => one.got.length === 20);
    expect(one.got).toEqual(range(end - 19, end));
    hub.end();
  });

  it("costs one reader's replay nothing when only that replay failed", async () => {
    let reads = 0;
    const hub = createStreamHub(
      failing(createEventLog(test.db), () => ++reads === 2),
      () => {},
    );
    const end = await head();
    const [ahead, behind] = [reader(end), reader(end - 300)];
    hub.add(ahead);
    await new Promise((resolve) => setTimeout(resolve, 100));
    reads = 0; // the next pump reads the ring's end, then the replay, which fails
    hub.add(behind);
    await until(() => behind.got.length === 300);
    expect(behind.got).toEqual(range(end - 299, end));
    expect(ahead.got).toEqual([]);
    hub.end();
  });
});
