import { describe, expect, it } from "vitest";

import type { MeshEvent } from "../event";
import { createMesh, MAX_HOPS } from "./create-mesh";
import { eventFromServer as fromServer } from "./fakes";
import { createMeshLog } from "./log";

function setUp() {
  const sent: MeshEvent[] = [];
  let ms = 0;
  const mesh = createMesh({
    workspace: "ws_1",
    user: "u_1",
    send: (event) => sent.push(event),
    now: () => Date.UTC(2026, 10, 20),
    timer: () => (ms += 2),
  });
  return { mesh, sent };
}

const selected = {
  type: "stripe.payment.selected",
  source: "stripe-payments-widget",
  data: { id: "ch_1" },
};

describe("publishing", () => {
  it("reaches this tab's subscribers at once, with the whole event, and then the server", () => {
    const { mesh, sent } = setUp();
    const heard: MeshEvent[] = [];
    mesh.subscribe("stripe.payment.*", (event) => heard.push(event));
    mesh.subscribe("jira.*", () => heard.push(fromServer(1)));
    const event = mesh.publish({ ...selected, subject: "ch_1" });
    expect(heard).toEqual([event]);
    expect(sent).toEqual([event]);
    expect(event).toMatchObject({
      ...selected,
      subject: "ch_1",
      workspace: "ws_1",
      seq: null,
      origin: "ui",
      hops: 0,
      actor: { kind: "user", id: "u_1" },
    });
    expect(event?.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("stops hearing when it unsubscribes, even in the middle of a delivery", () => {
    const { mesh } = setUp();
    let second = 0;
    const undo: (() => void)[] = [];
    mesh.subscribe("*", () => undo[0]?.());
    undo.push(mesh.subscribe("*", () => (second += 1)));
    mesh.publish(selected);
    mesh.publish(selected);
    expect(second).toBe(0);
    expect(mesh.subscribers()).toBe(1);
  });

  it.each([
    ["name", { ...selected, type: "Not A Topic" }],
    ["name", { ...selected, type: "a.b.c.d.e.f" }],
    ["size", { ...selected, data: { text: "x".repeat(9_000) } }],
  ])("is refused for its %s, and the refusal is written down", (refused, event) => {
    const { mesh, sent } = setUp();
    expect(mesh.publish(event)).toBeNull();
    expect(sent).toEqual([]);
    expect(mesh.log.entries()).toMatchObject([{ refused, listeners: 0 }]);
  });

  it.each([
    ["as much as may be", { text: "x".repeat(8 * 1024 - 11) }, true],
    ["a byte more", { text: "x".repeat(8 * 1024 - 10) }, false],
    ["characters of three bytes", { text: "€".repeat(2_800) }, false],
    ["characters that JSON escapes", { text: "\u0000".repeat(1_400) }, false],
    ["a long name", { ["x".repeat(8 * 1024)]: 1 }, false],
    ["a large inner object", { inner: { text: "x".repeat(9_000) } }, false],
    ["an object that writes itself", { toJSON: () => "x".repeat(9_000) }, false],
    ["a number without JSON", { id: 1n }, false],
    ["a few fields", { id: "ch_1", amount: 2000, paid: true, refund: null, list: [1] }, true],
  ])("judges the size of %s", (_, data, isTaken) => {
    expect(setUp().mesh.publish({ ...selected, data }) !== null).toBe(isTaken);
  });

  it("stops a handler that answers its own event", () => {
    const { mesh, sent } = setUp();
    mesh.subscribe("stripe.payment.selected", () => void mesh.publish(selected));
    mesh.publish(selected);
    expect(sent).toHaveLength(MAX_HOPS + 1);
    expect(sent.map(({ hops }) => hops)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(mesh.log.entries().at(-1)).toMatchObject({ refused: "loop", event: { hops: 9 } });
    const ids = mesh.log.entries().map(({ event }) => event.id);
    expect(mesh.log.entries().map(({ event }) => event.causationId)).toEqual([
      undefined,
      ...ids.slice(0, -1),
    ]);
    expect(new Set(sent.map(({ correlationId }) => correlationId)).size).toBe(1);
  });

  it("counts a chain that goes on later by its named cause", async () => {
    const { mesh, sent } = setUp();
    mesh.subscribe("a.b", async (event) => {
      await Promise.resolve();
      mesh.publish({ type: "a.b", source: "s", data: {}, causationId: event.id });
    });
    mesh.publish({ type: "a.b", source: "s", data: {} });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(sent).toHaveLength(MAX_HOPS + 1);
  });
});

describe("what handlers do", () => {
  it("is written down: who, how long, how it ended", async () => {
    const { mesh } = setUp();
    mesh.subscribe("*", () => {}, { name: "fine" });
    mesh.subscribe(
      "*",
      () => {
        throw new Error("broken");
      },
      { name: "throws" },
    );
    mesh.subscribe("*", async () => Promise.reject(new TypeError("late")), { name: "rejects" });
    mesh.publish(selected);
    const results = () =>
      mesh.log.entries()[0]?.deliveries.map(({ name, result, error }) => [name, result, error]);
    expect(results()).toEqual([
      ["fine", "ok", undefined],
      ["throws", "error", "Error: broken"],
      ["rejects", "pending", undefined],
    ]);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(results()?.[2]).toEqual(["rejects", "error", "TypeError: late"]);
    expect(mesh.log.entries()[0]?.deliveries[0]?.ms).toBeGreaterThan(0);
  });

  it("is written down for the first twenty of a thousand, and all thousand hear", () => {
    const { mesh } = setUp();
    let heard = 0;
    for (let index = 0; index < 1_000; index += 1)
      mesh.subscribe("stripe.*", () => {
        heard += 1;
        if (index === 999) throw new Error("contained");
      });
    mesh.publish(selected);
    expect(heard).toBe(1_000);
    expect(mesh.log.entries()[0]).toMatchObject({ listeners: 1_000 });
    expect(mesh.log.entries()[0]?.deliveries).toHaveLength(20);
  });
});

describe("an event from the server's log", () => {
  it("is delivered once", () => {
    const { mesh } = setUp();
    const heard: string[] = [];
    mesh.subscribe("stripe.payment.received", ({ id }) => heard.push(id));
    mesh.receive(fromServer(1));
    mesh.receive(fromServer(1));
    expect(heard).toEqual(["evt_1"]);
    expect(mesh.log.entries()).toMatchObject([{ via: "stream", event: { seq: 1 } }]);
  });

  it("only gives its place in the log when this tab published it", () => {
    const { mesh } = setUp();
    const heard: string[] = [];
    const echoes: (number | null)[] = [];
    mesh.subscribe("*", ({ id }) => heard.push(id));
    mesh.subscribe("*", ({ seq }) => echoes.push(seq), { includeEcho: true });
    const event = mesh.publish(selected);
    expect(event).not.toBeNull();
    if (event) mesh.receive({ ...event, seq: 7 });
    if (event) mesh.receive({ ...event, seq: 7 });
    expect(heard).toEqual([event?.id]);
    expect(echoes).toEqual([null, 7]);
    expect(mesh.log.entries()).toHaveLength(1);
    expect(mesh.log.entries()[0]).toMatchObject({ via: "local", event: { seq: 7 } });
  });

  it("is not delivered again after the log was cleared", () => {
    const { mesh } = setUp();
    const heard: string[] = [];
    mesh.subscribe("*", ({ id }) => heard.push(id));
    const event = mesh.publish(selected);
    mesh.log.clear();
    if (event) mesh.receive({ ...event, seq: 7, origin: "api" });
    mesh.log.clear();
    if (event) mesh.receive({ ...event, seq: 7, origin: "api" });
    expect(heard).toEqual([event?.id]);
  });

  it("of another tab's click is only shown", () => {
    const { mesh } = setUp();
    let heard = 0;
    mesh.subscribe("*", () => (heard += 1));
    mesh.receive(fromServer(3, { origin: "ui", type: "stripe.payment.selected" }));
    expect(heard).toBe(0);
    expect(mesh.log.entries()).toHaveLength(1);
  });
});

describe("the rest", () => {
  it("writes down but does not deliver in safe mode", () => {
    const { mesh } = setUp();
    let heard = 0;
    mesh.subscribe("*", () => (heard += 1));
    mesh.setSafeMode(true);
    mesh.publish(selected);
    mesh.receive(fromServer(1));
    expect(heard).toBe(0);
    expect(mesh.log.entries()).toMatchObject([{ held: true }, { held: true }]);
    mesh.setSafeMode(false);
    mesh.publish(selected);
    expect(heard).toBe(1);
  });

  it("replays in this tab only, as a new event caused by the old one", () => {
    const { mesh, sent } = setUp();
    const heard: MeshEvent[] = [];
    mesh.receive(fromServer(1));
    mesh.subscribe("*", (event) => heard.push(event));
    const copy = mesh.replay(fromServer(1));
    expect(heard).toEqual([copy]);
    expect(copy).toMatchObject({
      causationId: "evt_1",
      seq: null,
      type: "stripe.payment.received",
    });
    expect(copy?.id).not.toBe("evt_1");
    expect(sent).toEqual([]);
    expect(mesh.log.entries().at(-1)).toMatchObject({ via: "replay", replayOf: "evt_1" });
  });

  it("forgets everything when it is destroyed", () => {
    const { mesh, sent } = setUp();
    let heard = 0;
    mesh.subscribe("*", () => (heard += 1));
    mesh.receive(fromServer(1));
    mesh.destroy();
    mesh.receive(fromServer(2));
    expect(mesh.publish(selected)).toBeNull();
    expect([heard, sent.length, mesh.log.entries().length]).toEqual([1, 0, 0]);
    mesh.revive();
    mesh.publish(selected);
    expect([heard, sent.length, mesh.log.entries().length]).toEqual([2, 1, 1]);
  });
});

describe("the log", () => {
  it("keeps the newest rows and tells about many changes once", async () => {
    const log = createMeshLog(100);
    let told = 0;
    log.subscribe(() => (told += 1));
    for (let seq = 1; seq <= 2_000; seq += 1)
      log.add({ event: fromServer(seq), via: "stream", deliveries: [], listeners: 0, held: false });
    await Promise.resolve();
    expect(told).toBe(1);
    expect(log.entries()).toHaveLength(100);
    expect(log.entries().at(-1)).toMatchObject({ row: 1_999, event: { seq: 2_000 } });
    expect(log.entries()).toBe(log.entries());
    expect(log.find("evt_1")).toBeUndefined();
    expect(log.find("evt_2000")?.row).toBe(1_999);
    expect(log.entries().every(({ event, row }) => log.find(event.id)?.row === row)).toBe(true);
    log.update(0, { held: true });
    expect(log.entries()[0]?.held).toBe(false);
  });
});
