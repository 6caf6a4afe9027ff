import { describe, expect, it, vi } from "vitest";

import type { MeshEvent } from "./event";
import { encodeEvents, sharedFrames } from "./frames";
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
    deliver: never,
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
    hub.nudge("w", [event(1)]);
    hub.nudge("elsewhere", [event(1)]);
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

describe("many readers of one workspace", () => {
  const setUpMany = async (count: number, send: StreamListener["send"]) => {
    const { hub, reader } = await setUp([]);
    for (let index = 0; index < count; index++) hub.add({ ...reader, at: 0, send });
    await settled();
    return hub;
  };

  it("share the bytes of an event instead of encoding it for each", async () => {
    const encode = vi.fn(encodeEvents);
    const framesOf = sharedFrames(encode);
    const sent: Uint8Array[] = [];
    const hub = await setUpMany(200, (part) => void sent.push(framesOf(part)));
    hub.nudge("w", [event(1)]);
    await expect.poll(() => sent.length).toBe(200);
    // On a busy machine the poll may read the event once more for those that were not sent to yet.
    expect(encode.mock.calls.length).toBeLessThanOrEqual(3);
    expect(new Set(sent).size).toBe(encode.mock.calls.length);
    expect(new TextDecoder().decode(sent[0])).toBe(
      `id: 1\nevent: mesh\ndata: ${JSON.stringify(event(1))}\n\n`,
    );
    hub.end();
  });

  it("are sent to after the publisher has gone on, and let other work in between", async () => {
    let sent = 0;
    const hub = await setUpMany(100, () => {
      sent++;
      const until = performance.now() + 0.2;
      while (performance.now() < until); // as long as writing to a socket takes
    });
    hub.nudge("w", [event(1)]);
    await Promise.resolve();
    expect(sent).toBe(0);
    const seen: number[] = [];
    while (sent < 100) {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(sent);
    }
    // Each turn of the event loop sends to a few of them.
    expect(seen.length).toBeGreaterThan(10);
    hub.end();
  });

  it("do not all look for more when one of them has read everything", async () => {
    const isReady = vi.fn(() => true);
    const { hub, reader } = await setUp([], isReady);
    hub.nudge("w", [event(1)]);
    await settled();
    isReady.mockClear();
    hub.resume(reader);
    await settled();
    expect(isReady).not.toHaveBeenCalled();
    hub.end();
  });
});
