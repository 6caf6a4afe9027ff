import { randomBytes } from "node:crypto";

import { describe, expect, it } from "vitest";

import { setConnectionStatus } from "@/lib/db/connections";
import { receiveWebhook } from "@/lib/ingest/receive";

import {
  ACCOUNT,
  MIB,
  test,
  ada,
  bob,
  services,
  second,
  gate,
  gated,
  deliver,
  statusOf,
  stored,
  quarantined,
  kept,
  recovers,
  text,
  raw,
} from "./ingest-fixture";
import { chargeEvent, connectAs, signatureOf, testServices, WEBHOOK_SECRET } from "./services";

describe("the signature header", () => {
  const event = chargeEvent(ACCOUNT);
  const body = JSON.stringify(event);
  const good = () => signatureOf(body, WEBHOOK_SECRET);
  const v1 = () => /v1=([0-9a-f]+)/.exec(good())?.[1] ?? "";
  const t = () => /t=(\d+)/.exec(good())?.[1] ?? "";
  it.each<[string, () => string | null]>([
    ["is absent", () => null],
    ["is empty", () => ""],
    ["says nothing known", () => "hello"],
    ["is a JSON array", () => `["${good()}"]`],
    ["is longer than 4 KB", () => `${good()},v0=${"a".repeat(4096)}`],
    ["has 20,000 signatures", () => `t=${t()}${`,v1=${"0".repeat(64)}`.repeat(20_000)}`],
    ["has only a v0", () => `t=${t()},v0=${v1()}`],
    ["has no time", () => `v1=${v1()}`],
    ["has the time twice", () => `t=${t()},${good()}`],
    ["has a time in exponent form", () => `t=1e99,v1=${v1()}`],
    ["has a negative time", () => `t=-1,v1=${v1()}`],
    ["has a time that is not a number", () => `t=NaN,v1=${v1()}`],
    ["has a cut signature", () => good().slice(0, -1)],
    ["has a signature of another length", () => `t=${t()},v1=00`],
  ])("is refused when it %s", async (_, header) => {
    expect(await statusOf(body, { header: header() })).toBe(400);
  });
  it("is taken when the right signature stands among wrong ones", async () => {
    expect(await statusOf(body, { header: `t=${t()},v1=${"0".repeat(64)},v1=${v1()}` })).toBe(200);
    expect(await stored(event.id)).toBe(1);
  });
});

/** A charge event of exactly this many bytes. */
function ofSize(bytes: number): string {
  const event = chargeEvent(ACCOUNT);
  const filled = (text: string) => JSON.stringify({ ...event, filler: text });
  return filled("x".repeat(bytes - Buffer.byteLength(filled(""))));
}

describe("the body", () => {
  const object = (change: Record<string, unknown>) =>
    text({ data: { object: { ...chargeEvent(ACCOUNT).data.object, ...change } } });
  const deep = (levels: number) =>
    raw('"amount":1200', `"amount":1200,"deep":${"[".repeat(levels)}${"]".repeat(levels)}`);

  it.each<[string, string | Uint8Array, number]>([
    ["nothing", "", 400],
    ["null", "null", 400],
    ["an array", "[]", 400],
    ["an empty object", "{}", 400],
    ["a number", "1", 400],
    ["no JSON", "{", 400],
    ["HTML", "<html>", 400],
    ["no id", text({ id: undefined }), 400],
    ["an id that is no event's", text({ id: "../../etc/passwd" }), 400],
    ["an id of 10,000 characters", text({ id: `evt_${"a".repeat(10_000)}` }), 400],
    ["an object in place of the id", text({ id: { $ne: null } }), 400],
    ["a time beyond all calendars", text({ created: 1e300 }), 400],
    ["a negative time", text({ created: -1 }), 400],
    ["the last time that JavaScript knows", text({ created: 8_640_000_000_000 }), 200],
    ["a mode that is text", text({ livemode: "false" }), 400],
    ["an account that is no account's", text({ account: "acct_1' or 1=1" }), 400],
    ["data without an object", text({ data: {} }), 400],
    ["data whose object is null", text({ data: { object: null } }), 400],
    ["a type with a line break", text({ type: "charge\r\nsucceeded" }), 400],
    ["a type of spaces", text({ type: "   " }), 400],
    ["a type of 50 dots", text({ type: ".".repeat(50) }), 400],
    ["a type of 51 segments", text({ type: `a${".b".repeat(50)}` }), 200],
    ["the longest type", text({ type: "a".repeat(200) }), 200],
    ["a longer type", text({ type: "a".repeat(201) }), 400],
    ["an unknown type", text({ type: "unheard.of.thing" }), 200],
    ["a key named __proto__", raw('"data":', '"__proto__":{"polluted":true},"data":'), 200],
    [
      "an object with __proto__ inside",
      raw('"amount":1200', '"__proto__":{"polluted":true},"amount":1200'),
      200,
    ],
    ["a constructor that is no function", object({ constructor: "x", toString: 1 }), 200],
    ["the same key twice", raw('"amount":1200', '"amount":1,"amount":1200'), 200],
    ["a NUL character", object({ description: "a\u0000b" }), 200],
    [
      "a lone surrogate",
      raw('"amount":1200', String.raw`"amount":1200,"description":"\ud800"`),
      200,
    ],
    ["a number beyond double precision", raw('"amount":1200', '"amount":1e400000'), 200],
    ["a NUL character in the object's id", object({ payment_intent: "pi_\u0000" }), 200],
    [
      "an object's id of 10,000 random characters",
      object({ payment_intent: randomBytes(5000).toString("hex") }),
      200,
    ],
    ["a depth of 1,000", deep(1000), 200],
    ["a byte order mark", `\uFEFF${text({})}`, 400],
    ["bytes that are not UTF-8", Buffer.concat([Buffer.from(text({})), Buffer.from([0xff])]), 400],
    ["gzip", Buffer.from("1f8b0800000000000003", "hex"), 400],
  ])("with %s", async (_, body, status) => {
    const before = await kept();
    expect(await statusOf(body)).toBe(status);
    expect(await kept()).toBe(status === 200 ? before + 1 : before);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("nested 60,000 deep is answered and the next delivery is stored", async () => {
    expect([200, 400]).toContain(await statusOf(deep(60_000)));
    const next = chargeEvent(ACCOUNT);
    expect(await statusOf(next)).toBe(200);
    expect(await stored(next.id)).toBe(1);
  });

  it.each([
    ["one byte less than", MIB - 1, 200],
    ["exactly", MIB, 200],
    ["one byte more than", MIB + 1, 413],
  ])("of %s 1 MiB", async (_, bytes, status) => {
    const body = ofSize(bytes);
    expect(Buffer.byteLength(body)).toBe(bytes);
    expect(await statusOf(body)).toBe(status);
  });

  it("of 11 MB in pieces without a length is refused before it is read whole", async () => {
    let sent = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536));
        if (sent >= 11 * MIB) controller.close();
      },
    });
    const request = new Request("http://localhost/api/webhooks/stripe", {
      method: "POST",
      body: stream,
      duplex: "half",
      headers: { "stripe-signature": "t=1,v1=00" },
    } as RequestInit); // `duplex` is not in the DOM's types
    expect((await receiveWebhook(services, request, "stripe", null)).status).toBe(413);
    expect(sent).toBeLessThan(2 * MIB);
  });

  it("keeps at most 256 KB of data, and says what it cut", async () => {
    const items = Array.from({ length: 15 }, (_, at) => ({
      id: `si_${at}`,
      price: { id: "p".repeat(20_000) },
    }));
    const event = chargeEvent(ACCOUNT, {
      type: "customer.subscription.updated",
      data: { object: { id: "sub_1", items: { data: items } } },
    });
    expect(await statusOf(event)).toBe(200);
    const { rows } = await test.admin.query("select data from mesh.event where id = $1", [
      event.id,
    ]);
    expect(rows).toEqual([{ data: { id: "sub_1", truncated: true } }]);
  });
});

describe("where an event belongs", () => {
  it("keeps an event of an unknown account aside and answers 200", async () => {
    const event = chargeEvent("acct_1Nobody");
    expect(await statusOf(event)).toBe(200);
    expect([await stored(event.id), await quarantined(event.id)]).toEqual([0, 1]);
  });
  it("does the same for a revoked account and for the account's other mode", async () => {
    const gone = await connectAs(test, ada, "acct_1Gone");
    await test.db.withService((trx) => setConnectionStatus(trx, gone.id, "revoked"));
    for (const event of [chargeEvent("acct_1Gone"), chargeEvent(ACCOUNT, { livemode: true })]) {
      expect(await statusOf(event)).toBe(200);
      expect([await stored(event.id), await quarantined(event.id)]).toEqual([0, 1]);
    }
  });
  it("stores a live event and a test event each for its own connection", async () => {
    const live = await connectAs(test, bob, ACCOUNT, true);
    const event = chargeEvent(ACCOUNT, { livemode: true });
    expect(await statusOf(event)).toBe(200);
    const { rows } = await test.admin.query(
      "select connection_id, livemode, source from mesh.event where id = $1",
      [event.id],
    );
    expect(rows).toEqual([
      { connection_id: live.id, livemode: true, source: `stripe:live:${ACCOUNT}` },
    ]);
  });
  it("knows no other provider", async () => {
    for (const provider of ["nobody", "__proto__", "constructor", "toString"])
      expect(await statusOf(chargeEvent(ACCOUNT), { provider })).toBe(404);
  });
});

describe("when the database fails", () => {
  it("answers 503 with Retry-After while it refuses, and stores what is sent again", async () => {
    const event = chargeEvent(ACCOUNT);
    await gate.close();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => deliver(event, { by: gated })),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([503]));
    expect(answers[0]?.headers).toEqual({ "retry-after": "10" });
    expect(JSON.stringify(answers)).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|select/);
    await gate.open();
    await recovers(event, gated);
  });

  it("answers within ten seconds when it falls silent", async () => {
    const event = chargeEvent(ACCOUNT);
    await Promise.all(
      Array.from({ length: 20 }, () => deliver(chargeEvent(ACCOUNT), { by: gated })),
    );
    await new Promise((resolve) => setTimeout(resolve, 200)); // connections are open and idle
    gate.hang(true);
    const started = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => statusOf(event, { by: gated })),
    );
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(new Set(answers)).toEqual(new Set([503]));
    gate.hang(false);
    await recovers(event, gated);
  });

  it("answers 503 while it is read-only", async () => {
    const event = chargeEvent(ACCOUNT);
    const readOnly = new URL(test.stack.env["DATABASE_URL"] ?? "");
    readOnly.searchParams.set("options", "-c default_transaction_read_only=on");
    const by = testServices(test, { DATABASE_URL: readOnly.toString() });
    expect(await statusOf(event, { by })).toBe(503);
    await by.db.end();
    await recovers(event, services);
  });

  it("answers 503 while all connections are busy", async () => {
    const event = chargeEvent(ACCOUNT);
    const held = Promise.withResolvers<void>();
    const holders = Array.from({ length: 10 }, () => second.db.withService(() => held.promise));
    expect(await statusOf(event, { by: second })).toBe(503);
    held.resolve();
    await Promise.all(holders);
    await recovers(event, second);
  });

  it("answers 503 while another transaction holds the workspace's row", async () => {
    const event = chargeEvent(ACCOUNT);
    const client = await test.admin.connect();
    await client.query("begin");
    await client.query("select 1 from mesh.stream where workspace_id = $1 for update", [
      ada.workspace,
    ]);
    expect(await statusOf(event, { by: second })).toBe(503);
    // The statement that waited is cancelled by the server: it must not store the event later.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await client.query("rollback");
    client.release();
    await second.publisher.drain();
    await recovers(event, second);
  });
});
