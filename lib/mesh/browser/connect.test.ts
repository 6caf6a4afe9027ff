import { describe, expect, it } from "vitest";

import { setUp } from "./connect-fakes";
import { eventFromServer } from "./fakes";

const click = { type: "stripe.payment.selected", source: "w", data: { id: "ch_1" } };
const answer = (status: number) => () => new Response(null, { status });
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("the stream", () => {
  it("goes on where the page was read, in the first tab and in the next", async () => {
    const { sources, tab } = setUp();
    const first = await tab(true, 4);
    expect(sources[0]?.url).toBe("/api/mesh/stream?workspace=ws_1&after=4");
    sources[0]?.open();
    for (const seq of [5, 6, 7]) sources[0]?.mesh(eventFromServer(seq));
    const second = await tab(true, 5);
    const heard = (mesh: typeof first) => mesh.log.entries().map(({ event }) => event.seq);
    expect([heard(first), heard(second)]).toEqual([
      [5, 6, 7],
      [6, 7],
    ]);
    expect(sources).toHaveLength(1);
  });

  it("starts at the end of the log, delivers, and says that it is live", async () => {
    const { sources, tab } = setUp();
    const mesh = await tab();
    const heard: (number | null)[] = [];
    mesh.subscribe("stripe.payment.*", ({ seq }) => heard.push(seq));
    expect(mesh.status().connection).toBe("connecting");
    expect(sources[0]?.url).toBe("/api/mesh/stream?workspace=ws_1");
    sources[0]?.open();
    for (const seq of [5, 5, 6, 4]) sources[0]?.mesh(eventFromServer(seq));
    sources[0]?.emit("mesh", "not json");
    expect(heard).toEqual([5, 6]);
    expect(mesh.status()).toMatchObject({ connection: "live", lastEventAt: 0 });
  });

  it("goes on where it was after the server said goodbye", async () => {
    const { sources, tab, time } = setUp();
    const mesh = await tab();
    sources[0]?.open();
    sources[0]?.mesh(eventFromServer(9));
    sources[0]?.emit("bye");
    expect(mesh.status().connection).toBe("connecting");
    await time.advance(2_000);
    expect(sources[1]?.url).toMatch(/after=9$/);
    expect(sources[0]?.readyState).toBe(2);
  });

  it("drops what it had and goes on at the end after a reset", async () => {
    const { sources, tab } = setUp();
    const mesh = await tab();
    sources[0]?.mesh(eventFromServer(9));
    sources[0]?.emit("reset", '{"head":2}');
    expect(mesh.log.entries()).toEqual([]);
    sources[0]?.mesh(eventFromServer(3));
    expect(mesh.log.entries()).toHaveLength(1);
    expect(sources).toHaveLength(1);
  });

  it("knows from the greeting where to go on, even before the first event", async () => {
    const { sources, tab, time } = setUp();
    await tab();
    sources[0]?.emit("hello", '{"head":41}');
    sources[0]?.refuse();
    await time.advance(2_000);
    expect(sources[1]?.url).toMatch(/after=41$/);
  });

  it("waits longer and longer when it is refused, and recovers", async () => {
    const { sources, tab, time } = setUp();
    const mesh = await tab();
    sources[0]?.refuse();
    await time.advance(2_000);
    sources[1]?.refuse();
    expect(mesh.status().connection).toBe("offline");
    await time.advance(500);
    expect(sources).toHaveLength(2);
    await time.advance(30_000);
    sources[2]?.open();
    expect(mesh.status().connection).toBe("live");
  });

  it("leaves mending to the browser while the source is not closed", async () => {
    const { sources, tab, time } = setUp();
    const mesh = await tab();
    sources[0]?.emit("error");
    expect(mesh.status().connection).toBe("connecting");
    await time.advance(60_000);
    expect(sources).toHaveLength(1);
  });

  it("notices silence where the server is known to send heartbeats", async () => {
    const { sources, tab, time } = setUp();
    await tab();
    sources[0]?.open();
    sources[0]?.emit("heartbeat");
    await time.advance(61_000);
    expect(sources).toHaveLength(2);
  });
});

describe("tabs of one browser", () => {
  it("share one stream", async () => {
    const { sources, tab } = setUp();
    const [first, second] = [await tab(), await tab()];
    expect(sources).toHaveLength(1);
    sources[0]?.open();
    sources[0]?.mesh(eventFromServer(1));
    for (const mesh of [first, second]) {
      expect(mesh.status().connection).toBe("live");
      expect(mesh.log.entries().map(({ event }) => event.seq)).toEqual([1]);
    }
  });

  it("hand the stream over where it was", async () => {
    const { sources, tab } = setUp();
    const [first, second] = [await tab(), await tab()];
    sources[0]?.mesh(eventFromServer(4));
    first.destroy();
    await settle();
    expect(sources[0]?.readyState).toBe(2);
    expect(sources[1]?.url).toMatch(/after=4$/);
    sources[1]?.mesh(eventFromServer(5));
    expect(second.log.entries().map(({ event }) => event.seq)).toEqual([4, 5]);
  });

  it("tell a late tab how things stand", async () => {
    const { sources, tab } = setUp();
    await tab();
    sources[0]?.open();
    expect((await tab()).status().connection).toBe("live");
  });

  it("read for themselves where there are no locks", async () => {
    const { sources, tab } = setUp();
    await tab(false);
    await tab(false);
    expect(sources).toHaveLength(2);
  });

  it("do not act on each other's clicks", async () => {
    const { sources, tab } = setUp();
    const [first, second] = [await tab(), await tab()];
    const heard: string[] = [];
    first.subscribe("*", () => heard.push("first"));
    second.subscribe("*", () => heard.push("second"));
    const event = first.publish(click);
    if (event) sources[0]?.mesh({ ...event, seq: 1 });
    expect(heard).toEqual(["first"]);
    expect(second.log.entries()).toMatchObject([{ via: "stream", event: { seq: 1 } }]);
    expect(first.log.entries()).toMatchObject([{ via: "local", event: { seq: 1 } }]);
  });
});

describe("the way out", () => {
  it("sends what was clicked together, a moment later, with what the server may know", async () => {
    const { tab, time, posted } = setUp();
    const mesh = await tab();
    const events = [mesh.publish(click), mesh.publish(click)];
    expect(mesh.status().pending).toBe(2);
    await time.advance(250);
    expect(posted).toMatchObject([
      { url: "/api/mesh/events?workspace=ws_1", ids: events.map((event) => event?.id) },
    ]);
    expect(posted[0]?.body).not.toMatch(/actor|origin|workspace/);
    expect(mesh.status()).toMatchObject({ pending: 0, error: null });
  });

  it("keeps to fifty a batch and ten a second", async () => {
    const { tab, time, posted } = setUp();
    const mesh = await tab();
    for (let index = 0; index < 80; index += 1) mesh.publish(click);
    await time.advance(300);
    expect(posted.map(({ ids }) => ids.length)).toEqual([50]);
    await time.advance(3_200);
    expect(posted.flatMap(({ ids }) => ids)).toHaveLength(80);
    expect(new Set(posted.flatMap(({ ids }) => ids)).size).toBe(80);
  });

  it("says what went wrong, and tries again with the same ids", async () => {
    const { tab, time, posted } = setUp([
      () => new Response(null, { status: 503, headers: { "retry-after": "2" } }),
      () => new Response(null, { status: 202 }),
    ]);
    const mesh = await tab();
    mesh.publish(click);
    await time.advance(300);
    expect(mesh.status()).toMatchObject({ pending: 1, error: expect.stringContaining("503") });
    await time.advance(1_500);
    expect(posted).toHaveLength(1);
    await time.advance(1_000);
    expect(posted[1]?.ids).toEqual(posted[0]?.ids);
    expect(mesh.status()).toMatchObject({ pending: 0, error: null });
  });

  it("gives up on what the server refuses for good", async () => {
    const refusal = { error: { code: "invalid", message: "No widget declares “a.b”." } };
    const { tab, time, posted } = setUp([() => Response.json(refusal, { status: 400 })]);
    const mesh = await tab();
    mesh.publish(click);
    await time.advance(60_000);
    expect(posted).toHaveLength(1);
    expect(mesh.status()).toMatchObject({ pending: 0, error: "No widget declares “a.b”." });
  });

  it("lets one refused event not take its batch with it", async () => {
    const { tab, time, posted } = setUp([answer(403), answer(202), answer(403), answer(202)]);
    const mesh = await tab();
    for (let index = 0; index < 3; index += 1) mesh.publish(click);
    await time.advance(5_000);
    expect(posted.map(({ ids }) => ids.length)).toEqual([3, 1, 1, 1]);
    expect(posted.slice(1).flatMap(({ ids }) => ids)).toEqual(posted[0]?.ids);
    expect(mesh.status().pending).toBe(0);
  });

  it("gives up an event at which the server fails again and again, and sends those after it", async () => {
    const { tab, time, posted } = setUp([], (body) =>
      answer(body.includes("poison") ? 500 : 202)(),
    );
    const mesh = await tab();
    const poison = mesh.publish({ ...click, data: { id: "poison" } });
    for (let index = 0; index < 60; index += 1) mesh.publish(click);
    await time.advance(60_000);
    const stored = posted.filter(({ body }) => !body.includes("poison")).flatMap(({ ids }) => ids);
    expect(new Set(stored).size).toBe(60);
    expect(posted.filter(({ ids }) => ids.includes(poison?.id ?? "")).length).toBeLessThan(8);
    expect(mesh.status().pending).toBe(0);
  });

  it.each([
    ["seconds", "20"],
    ["a date", new Date(20_000).toUTCString()],
  ])(
    "waits as long as the server asks, in %s, whatever is clicked meanwhile",
    async (_as, after) => {
      const { tab, time, posted } = setUp([
        () => new Response(null, { status: 429, headers: { "retry-after": after } }),
        answer(202),
      ]);
      const mesh = await tab();
      mesh.publish(click);
      await time.advance(300);
      mesh.publish(click);
      await time.advance(19_000);
      expect(posted).toHaveLength(1);
      await time.advance(2_000);
      expect(posted[1]?.ids).toHaveLength(2);
    },
  );

  it("sends no sign that a database cannot keep", async () => {
    const { tab, time, posted } = setUp();
    const data = { id: "Nul\0Name", half: "\ud83d", whole: "😀" };
    (await tab()).publish({ ...click, subject: "a\0", data });
    await time.advance(300);
    const sent = JSON.parse(posted[0]?.body ?? "") as { events: object[] };
    expect(sent.events[0]).toMatchObject({
      subject: "a\uFFFD",
      data: { id: "Nul\uFFFDName", half: "\uFFFD", whole: "😀" },
    });
  });

  it("survives being offline", async () => {
    const { tab, time } = setUp([]);
    const mesh = await tab();
    mesh.publish(click);
    await time.advance(300);
    expect(mesh.status().error).toMatch(/could not be reached/);
  });

  it("keeps what is published before the way out is there, unless the tab has ended", async () => {
    const { prepare, posted, sources, leave } = setUp();
    const mesh = prepare();
    const connected = mesh.connect();
    mesh.publish(click);
    const ended = prepare();
    const never = ended.connect();
    ended.publish(click);
    ended.destroy();
    await Promise.all([connected, never]);
    leave();
    expect(posted.map(({ ids }) => ids.length)).toEqual([1]);
    expect(sources).toHaveLength(1);
  });

  it("sends what is left when the page goes", async () => {
    const { tab, posted, leave } = setUp();
    (await tab()).publish(click);
    leave();
    expect(posted).toMatchObject([{ keepalive: true }]);
  });
});

it("ends everything at sign-out", async () => {
  const { tab, time, sources, posted, leave } = setUp();
  const mesh = await tab();
  sources[0]?.open();
  mesh.publish(click);
  mesh.destroy();
  leave();
  await time.advance(60_000);
  expect(sources[0]?.readyState).toBe(2);
  expect([posted.length, mesh.log.entries().length, time.pending()]).toEqual([0, 0, 0]);
});

it("keeps what listens through a second start, as development mode makes one", async () => {
  const { tab, sources } = setUp();
  const mesh = await tab();
  const heard: (number | null)[] = [];
  mesh.subscribe("*", ({ seq }) => heard.push(seq));
  mesh.destroy();
  await mesh.connect();
  await settle();
  sources[1]?.mesh(eventFromServer(1));
  expect(heard).toEqual([1]);
});
