import { describe, expect, it } from "vitest";

import type { MeshEvent } from "./event";
import { createStreamHub, type StreamListener } from "./hub";
import type { EventLog } from "./log";

const event = (seq: number): MeshEvent => ({
  id: `evt_${seq}`,
  type: "stripe.payment.received",
  source: "stripe:test:acct_1",
  time: new Date(0).toISOString(),
  data: {},
  workspace: "w",
  seq,
  origin: "provider",
  hops: 0,
  actor: { kind: "provider", id: "stripe" },
});
const events = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => event(from + index));
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A hub over a log that holds `stored`, with one reader at the start. `hold` makes a read wait. */
async function setUp(stored: MeshEvent[], ready = () => true) {
  const reads: number[] = [];
  let held: Promise<void> | undefined;
  const never = () => Promise.reject(new Error("not asked for here"));
  const log: EventLog = {
    async read(_, after, limit = 500) {
      reads.push(after);
      const page = stored.filter(({ seq }) => (seq ?? 0) > after).slice(0, limit);
      await held;
      return page;
    },
    heads: () => Promise.resolve(new Map()),
    publish: never,
    recent: never,
    bytesToday: () => Promise.resolve(0),
    shortSince: () => Promise.resolve(null),
    prune: never,
  };
  const got: (number | null)[] = [];
  const reader: StreamListener = {
    workspace: "w",
    session: "s",
    user: "u",
    at: 0,
    ready,
    send: (sent) => void got.push(...sent.map(({ seq }) => seq)),
    end: () => {},
  };
  const hub = createStreamHub(log, (error) => {
    throw error;
  });
  hub.add(reader);
  await settled();
  reads.length = 0;
  return {
    hub,
    reader,
    got,
    reads,
    hold: () => {
      let release = () => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return () => release();
    },
  };
}

describe("events that this process has committed", () => {
  it("are sent at once, without reading the log", async () => {
    const { hub, got, reads } = await setUp([]);
    expect(hub.nudge("w", [event(1)])).toBe(true);
    expect(hub.nudge("elsewhere", [event(1)])).toBe(false);
    hub.nudge("w", events(2, 4));
    await settled();
    expect(got).toEqual([1, 2, 3, 4]);
    expect(reads).toEqual([]);
  });

  it("are sent after what lies before them, which is read", async () => {
    const stored = events(1, 3);
    const { hub, got, reads } = await setUp(stored);
    stored.push(...events(4, 6)); // 4 and 5 came from elsewhere
    hub.nudge("w", [event(6)]);
    await settled();
    expect(reads).toEqual([3]);
    expect(got).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("are sent once when the later of two comes first", async () => {
    const stored = events(1, 2);
    const { hub, got } = await setUp(stored);
    stored.push(...events(3, 4));
    hub.nudge("w", [event(4)]);
    hub.nudge("w", [event(3)]);
    await settled();
    hub.nudge("w", [event(3)]);
    hub.nudge("w", events(4, 5));
    await settled();
    expect(got).toEqual([1, 2, 3, 4, 5]);
  });

  it("are sent once and in order when they come while the log is read", async () => {
    const stored = events(1, 2);
    const { hub, got, hold } = await setUp(stored);
    const release = hold();
    stored.push(...events(3, 4));
    hub.nudge("w");
    hub.nudge("w", [event(3)]);
    hub.nudge("w", [event(5)]);
    stored.push(event(5));
    release();
    await settled();
    expect(got).toEqual([1, 2, 3, 4, 5]);
  });

  it("wait for a reader that does not read", async () => {
    let isReading = true;
    const { hub, reader, got, reads } = await setUp([], () => isReading);
    isReading = false;
    hub.nudge("w", events(1, 3));
    await settled();
    expect(got).toEqual([]);
    isReading = true;
    hub.resume(reader);
    await settled();
    expect(got).toEqual([1, 2, 3]);
    expect(reads).toEqual([]);
  });
});
