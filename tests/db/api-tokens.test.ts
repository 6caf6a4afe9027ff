import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { publishEvents } from "@/lib/verbs/events/publish-api";
import { tokenContext } from "@/lib/verbs/tokens/token-context";
import { createToken, listTokens, revokeToken } from "@/lib/verbs/tokens/tokens";
import type { Services } from "@/lib/verbs/types";

import { contextOf, refusal, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

let test: TestStack;
let ada: TestUser;
let bob: TestUser;
let services: Services;
let token: string;

/** Publishes as a client does that sends this header. */
const publishWith = async (by: Services, authorization: string, body: unknown) =>
  publishEvents.run(await tokenContext(by, authorization), body);

beforeAll(async () => {
  test = await startTestStack();
  ada = await test.signUp("ada");
  bob = await test.signUp("bob");
  services = testServices(test);
  ({ token } = await createToken.run(contextOf(services, ada), { name: "shop" }));
});
afterAll(async () => {
  await services.db.end();
  await test.stop();
});

const publish = (body: unknown, bearer = token) => publishWith(services, `Bearer ${bearer}`, body);
const one = (change: object = {}) => ({
  events: [{ type: "shop.order.paid", data: { total: 12 }, ...change }],
});

describe("a token", () => {
  it("is shown once: nothing that is kept opens anything", async () => {
    expect(token).toMatch(/^dash_[\w-]{43}$/);
    const [listed] = await listTokens.run(contextOf(services, ada), {});
    expect(listed).toMatchObject({ name: "shop", hint: `…${token.slice(-4)}` });
    const { rows } = await test.admin.query("select * from public.api_tokens");
    expect(JSON.stringify(rows)).not.toContain(token.slice(5));
  });

  it("belongs to its workspace, and to admins", async () => {
    expect(await listTokens.run(contextOf(services, bob), {})).toEqual([]);
    expect(
      (
        await refusal(createToken.run(contextOf(services, ada, { role: "member" }), { name: "x" }))
      )[0],
    ).toBe("forbidden");
  });

  it.each(["stripe", "automation", "Shop", "a.b", ""])("cannot be called %s", async (name) => {
    expect((await refusal(createToken.run(contextOf(services, ada), { name })))[0]).toBe("invalid");
  });

  it("has a name of its own in the workspace", async () => {
    expect((await refusal(createToken.run(contextOf(services, ada), { name: "shop" })))[0]).toBe(
      "conflict",
    );
    await createToken.run(contextOf(services, bob), { name: "shop" });
  });

  it("ends at once", async () => {
    const made = await createToken.run(contextOf(services, ada), { name: "gone" });
    await revokeToken.run(contextOf(services, ada), { id: made.id });
    expect((await refusal(publish(one({ type: "gone.x" }), made.token)))[0]).toBe(
      "unauthenticated",
    );
  });
});

describe("publishing", () => {
  it("stores an event once, as what the token is", async () => {
    const body = one({ id: "order-1", subject: "order-1" });
    const { events } = await publish(body);
    expect(events).toEqual([{ id: "order-1", seq: expect.any(Number) as number }]);
    expect(await publish(body)).toEqual({ events: [{ id: "order-1", seq: null }] });
    const [stored] = await services.log.recent(ada.workspace, 1);
    expect(stored).toMatchObject({
      type: "shop.order.paid",
      origin: "api",
      source: "api:shop",
      subject: "order-1",
      data: { total: 12 },
      actor: { kind: "token" },
    });
  });

  it.each([
    ["another's name", one({ type: "stripe.payment.received" }), "forbidden"],
    ["a name like its own", one({ type: "shopping.x" }), "forbidden"],
    ["no events", { events: [] }, "invalid"],
    ["an unknown field", one({ origin: "provider" }), "invalid"],
    ["a time that is none", one({ time: "yesterday" }), "invalid"],
    ["the year 0", one({ time: "0000-01-01T00:00:00Z" }), "invalid"],
    ["too much", one({ data: { x: "y".repeat(300_000) } }), "too_large"],
    ["no object", "x", "invalid"],
  ])("refuses %s", async (_what, body, code) => {
    expect((await refusal(publish(body)))[0]).toBe(code);
  });

  it.each(["", "dash_short", "sk_test_x", "dash_" + "a".repeat(43)])(
    "refuses the token %s",
    async (bearer) => {
      expect((await refusal(publish(one(), bearer)))[0]).toBe("unauthenticated");
    },
  );

  it.each(["bearer", "BEARER", "Bearer "])("takes the scheme %j", async (scheme) => {
    const { events } = await publishWith(services, `${scheme} ${token}`, one());
    expect(events[0]?.seq).toEqual(expect.any(Number));
  });

  it.each([
    ["another scheme", () => `Basic ${token}`],
    ["no scheme", () => token],
    ["a token in capitals", () => `Bearer ${token.toUpperCase()}`],
  ])("refuses %s", async (_what, authorization) => {
    expect((await refusal(publishWith(services, authorization(), one())))[0]).toBe(
      "unauthenticated",
    );
  });

  it.each(["s\u0000", "s\ud83d"])("stores text that Postgres would refuse: %j", async (text) => {
    await publish(one({ subject: text, data: { [text]: text } }));
    const [stored] = await services.log.recent(ada.workspace, 1);
    const clean = "s\uFFFD";
    expect(stored).toMatchObject({ subject: clean, data: { [clean]: clean } });
  });

  /** The message that refuses a batch for its second event; nothing of the batch is stored. */
  const messageFor = async (change: object) => {
    const before = await services.log.heads([ada.workspace]);
    const events = [{}, change].map((part) => ({ type: "shop.order.paid", ...part }));
    const error: unknown = await publish({ events }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "invalid" });
    expect(await services.log.heads([ada.workspace])).toEqual(before);
    return (error as Error).message;
  };

  it.each(["id", "correlationId"])(
    "refuses the %s that cannot be stored as it is",
    async (field) => {
      for (const text of ["s\u0000", "s\ud83d", "\udc00s"])
        expect(await messageFor({ [field]: text })).toBe(
          `events[1].${field}: must not contain NUL or a lone surrogate`,
        );
    },
  );

  it("stores data of 32 levels whole, and refuses a level more", async () => {
    const nested = (levels: number): object => (levels === 1 ? {} : { x: nested(levels - 1) });
    await publish(one({ data: nested(32) }));
    const [stored] = await services.log.recent(ada.workspace, 1);
    expect(stored?.data).toEqual(nested(32));
    for (const data of [nested(33), { x: [nested(31)] }])
      expect(await messageFor({ data })).toBe(
        "events[1].data: must not be nested more than 32 levels deep",
      );
  });

  it("keeps ids apart that hold the replacement character or an emoji", async () => {
    const ids = ["s\uFFFD", "s😀"];
    const { events } = await publish({
      events: ids.map((id) => ({ type: "shop.order.paid", id, correlationId: id })),
    });
    expect(events).toEqual(ids.map((id) => ({ id, seq: expect.any(Number) as number })));
  });

  it("stores a whole batch or none of it", async () => {
    const before = await services.log.bytesToday(ada.workspace);
    const good = { type: "shop.order.paid", id: "batch-good", data: { x: 1 } };
    const bad = { ...good, id: "batch-bad", time: "0000-01-01T00:00:00Z" };
    expect((await refusal(publish({ events: [good, bad] })))[0]).toBe("invalid");
    expect(await services.log.bytesToday(ada.workspace)).toBe(before);
  });

  it("refuses what is over the workspace's quota of the day, and counts anew the next day", async () => {
    const quota = (day: string) =>
      test.admin.query(
        "update mesh.stream set day = $2, day_bytes = 209715199 where workspace_id = $1",
        [ada.workspace, day],
      );
    await quota(new Date().toISOString().slice(0, 10));
    expect((await refusal(publish(one())))[0]).toBe("rate_limited");
    await quota("2026-01-01");
    expect((await publish(one())).events[0]?.seq).toEqual(expect.any(Number));
  });

  describe("too fast", () => {
    let other: Services;
    beforeAll(() => {
      other = testServices(test);
      // The limiter counts by this clock; the database has its own.
      vi.useFakeTimers({ toFake: ["Date"] });
    });
    afterAll(async () => {
      vi.useRealTimers();
      await other.db.end();
    });

    const ticks = (name: string, count: number) => ({
      events: Array.from({ length: count }, () => ({ type: `${name}.tick` })),
    });
    const made = (name: string) => createToken.run(contextOf(services, ada), { name });
    const send = (by: Services, bearer: string, body: unknown) =>
      publishWith(by, `Bearer ${bearer}`, body).then(
        () => "ok",
        (error: { code: string }) => error.code,
      );

    it("stores 50 events of a token in a second, over all processes", async () => {
      const { token: fast } = await made("fast");
      const last = async () =>
        (await services.log.heads([ada.workspace])).get(ada.workspace)?.last ?? 0;
      const before = await last();
      const batches = Array.from({ length: 12 }, (_, at) =>
        send(at % 2 === 0 ? services : other, fast, ticks("fast", 10)),
      );
      const answers = await Promise.all(batches);
      expect(answers.filter((answer) => answer === "ok")).toHaveLength(5);
      expect(new Set(answers)).toEqual(new Set(["ok", "rate_limited"]));
      expect(await last()).toBe(before + 50);
      vi.setSystemTime(Date.now() + 999);
      expect(await send(other, fast, ticks("fast", 1))).toBe("rate_limited");
      vi.setSystemTime(Date.now() + 1);
      expect(await send(other, fast, ticks("fast", 50))).toBe("ok");
      expect(await send(services, fast, ticks("fast", 1))).toBe("rate_limited");
    });

    it("slows no other token down", async () => {
      const [{ token: full }, { token: free }] = [await made("full"), await made("free")];
      expect(await send(services, full, ticks("full", 50))).toBe("ok");
      expect(await send(services, full, ticks("full", 1))).toBe("rate_limited");
      expect(await send(services, free, ticks("free", 50))).toBe("ok");
    });
  });
});
