import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { receiveWebhook } from "@/lib/compose/ingest";
import { logger } from "@/lib/core/server/logger";
import { setConnectionStatus } from "@/lib/db/connections";
import type { Services } from "@/lib/verbs/types";

import {
  chargeEvent,
  connectAs,
  gateTo,
  signatureOf,
  testServices,
  WEBHOOK_SECRET,
  type Gate,
} from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

const ACCOUNT = "acct_1Faults";
const SHARED = "acct_1Shared";
const OLD_SECRET = "whsec_old_0123456789abcdef";
const MIB = 1024 * 1024;

let test: TestStack;
let ada: TestUser;
let bob: TestUser;
let services: Services;
let second: Services;
let gate: Gate;
let gated: Services;

beforeAll(async () => {
  logger.level = "silent"; // failures are the subject here
  test = await startTestStack();
  ada = await test.signUp("ada");
  bob = await test.signUp("bob");
  gate = await gateTo(test.stack.env["DATABASE_URL"] ?? "");
  services = testServices(test);
  second = testServices(test);
  gated = testServices(test, { DATABASE_URL: gate.url });
  await connectAs(test, ada, ACCOUNT);
  await connectAs(test, ada, SHARED);
  await connectAs(test, bob, SHARED);
});
afterAll(async () => {
  for (const one of [services, second, gated]) await one.db.end();
  await gate.close();
  await test.stop();
});

interface Delivery {
  readonly by?: Services;
  readonly endpoint?: string | null;
  readonly provider?: string;
  readonly header?: string | null;
  readonly secret?: string;
  /** Seconds since the epoch. */
  readonly at?: number;
}

function deliver(body: unknown, options: Delivery = {}) {
  const raw = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  const header =
    options.header === undefined
      ? signatureOf(raw, options.secret ?? WEBHOOK_SECRET, options.at)
      : options.header;
  const provider = options.provider ?? "stripe";
  const request = new Request(`http://localhost/api/webhooks/${provider}`, {
    method: "POST",
    body: raw as BodyInit, // a Uint8Array of a plain ArrayBuffer
    headers: header === null ? {} : { "stripe-signature": header },
  });
  return receiveWebhook(options.by ?? services, request, provider, options.endpoint ?? null);
}

const statusOf = async (body: unknown, options?: Delivery) => (await deliver(body, options)).status;
const count = async (sql: string, values: unknown[]) =>
  Number((await test.admin.query<{ n: string }>(sql, values)).rows[0]?.n);
const stored = (id: string) => count("select count(*) as n from mesh.event where id = $1", [id]);
const quarantined = (id: string) =>
  count("select count(*) as n from private.quarantine where event_id = $1", [id]);
const kept = () =>
  count(
    "select (select count(*) from mesh.event) + (select count(*) from private.quarantine) as n",
    [],
  );

/** Every row of the log with the transaction that wrote it. */
const versions = async () =>
  (await test.admin.query("select xmin::text, workspace_id, seq from mesh.event order by 2, 3"))
    .rows;

/** What was refused is stored when it is sent again. */
async function recovers(event: ReturnType<typeof chargeEvent>, by: Services): Promise<void> {
  expect(await stored(event.id)).toBe(0);
  expect(await statusOf(event, { by })).toBe(200);
  expect(await stored(event.id)).toBe(1);
}

const text = (change: Record<string, unknown>) => JSON.stringify(chargeEvent(ACCOUNT, change));
const raw = (from: string, to: string) => JSON.stringify(chargeEvent(ACCOUNT)).replace(from, to);

describe("one delivery or many", () => {
  it("answers a redelivery after a lost answer with 200 and stores nothing more", async () => {
    const event = chargeEvent(ACCOUNT);
    expect(await deliver(event)).toEqual({ status: 200, body: { received: true } });
    expect(await deliver(event)).toEqual({ status: 200, body: { received: true } });
    expect(await stored(event.id)).toBe(1);
  });

  it("stores nothing when the connection breaks before the commit; the redelivery stores", async () => {
    const event = chargeEvent(ACCOUNT);
    await statusOf(chargeEvent(ACCOUNT), { by: gated });
    gate.hang(true);
    const answer = deliver(event, { by: gated });
    await new Promise((resolve) => setTimeout(resolve, 200));
    gate.hang(false);
    expect((await answer).status).toBe(503);
    expect(await stored(event.id)).toBe(0);
    expect(await statusOf(event, { by: gated })).toBe(200);
    expect(await stored(event.id)).toBe(1);
  });

  it("stores 200 parallel copies over two instances once", async () => {
    const event = chargeEvent(ACCOUNT);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        statusOf(event, { by: index % 2 === 0 ? services : second }),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await stored(event.id)).toBe(1);
  });

  it("writes nothing to the log for a storm of known events", async () => {
    const events = Array.from({ length: 200 }, () => chargeEvent(ACCOUNT));
    await Promise.all(events.map((event) => deliver(event)));
    const before = await versions();
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(events.map((event) => statusOf(event)));
      expect(answers.every((status) => status === 200)).toBe(true);
    }
    expect(await versions()).toEqual(before);
  });

  it("stores an event once in each workspace that has the account", async () => {
    const event = chargeEvent(SHARED);
    await deliver(event);
    await deliver(event);
    const { rows } = await test.admin.query<{ workspace_id: string }>(
      "select workspace_id from mesh.event where id = $1",
      [event.id],
    );
    expect(rows.map((row) => row.workspace_id).toSorted()).toEqual(
      [ada.workspace, bob.workspace].toSorted(),
    );
  });

  it("refuses a thin event by its shape, so that one change has one effect", async () => {
    const thin = {
      id: "evt_test_thin",
      object: "v2.core.event",
      type: "v1.billing.meter.error_report_triggered",
      created: new Date().toISOString(),
      livemode: false,
      related_object: { id: "mtr_1", type: "billing.meter", url: "/v1/billing/meters/mtr_1" },
    };
    expect(await statusOf(thin)).toBe(400);
    expect(await stored(thin.id)).toBe(0);
  });
});

describe("the age of a signature", () => {
  const now = 1_790_000_000;
  it.each([
    [299, 200],
    [300, 200],
    [301, 400],
    [-60, 200],
    [-61, 400],
  ])("signed %d s ago → %d", async (age, status) => {
    const by = { ...services, now: () => new Date(now * 1000) };
    expect(await statusOf(chargeEvent(ACCOUNT), { by, at: now - age })).toBe(status);
  });
});

describe("the ring of secrets", () => {
  it("takes the new and the old secret while both are configured", async () => {
    const by = { ...services, webhookSecrets: () => [WEBHOOK_SECRET, OLD_SECRET] };
    expect(await statusOf(chargeEvent(ACCOUNT), { by })).toBe(200);
    expect(await statusOf(chargeEvent(ACCOUNT), { by, secret: OLD_SECRET })).toBe(200);
  });
  it("refuses the old one once it is gone, and a secret nobody configured", async () => {
    expect(await statusOf(chargeEvent(ACCOUNT), { secret: OLD_SECRET })).toBe(400);
    expect(await statusOf(chargeEvent(ACCOUNT), { secret: `${WEBHOOK_SECRET}\n` })).toBe(400);
  });
  it("refuses an empty ring with 503 and never takes an empty secret", async () => {
    const none = { ...services, webhookSecrets: () => [] };
    expect(await statusOf(chargeEvent(ACCOUNT), { by: none })).toBe(503);
    const empty = { ...services, webhookSecrets: () => [""] };
    const event = chargeEvent(ACCOUNT);
    expect(await statusOf(event, { by: empty })).toBe(400);
    expect(await stored(event.id)).toBe(0);
  });
});

describe("a connection's own endpoint", () => {
  const OWN = "whsec_own_0123456789abcdef";
  let endpoint: string;
  let connection: string;
  beforeAll(async () => {
    const row = await connectAs(test, ada, "acct_1Own");
    connection = row.id;
    const sealed = services.vault.seal(OWN, `${ada.workspace}|${row.id}|webhook_secret`);
    const { rows } = await test.admin.query<{ id: string }>(
      "insert into private.webhook_endpoints (connection_id, sealed) values ($1, $2) returning id",
      [row.id, sealed],
    );
    endpoint = rows[0]?.id ?? "";
  });

  it("stores events of its own account, named in the body or not", async () => {
    for (const account of ["acct_1Own", undefined]) {
      const event = chargeEvent("acct_1Own", { account });
      expect(await statusOf(event, { endpoint, secret: OWN })).toBe(200);
      expect(await stored(event.id)).toBe(1);
    }
  });
  it("refuses another account and the other mode", async () => {
    expect(await statusOf(chargeEvent(ACCOUNT), { endpoint, secret: OWN })).toBe(400);
    const live = chargeEvent("acct_1Own", { livemode: true });
    expect(await statusOf(live, { endpoint, secret: OWN })).toBe(400);
    expect(await stored(live.id)).toBe(0);
  });
  it("refuses the platform's secret here and its own secret at the platform's address", async () => {
    expect(await statusOf(chargeEvent("acct_1Own"), { endpoint })).toBe(400);
    expect(await statusOf(chargeEvent("acct_1Own"), { secret: OWN })).toBe(400);
  });
  it.each(["x", "-".repeat(36), "00000000-0000-4000-8000-000000000000", "'; drop table x; --"])(
    "knows no endpoint “%s”",
    async (unknown) => {
      expect(await statusOf(chargeEvent("acct_1Own"), { endpoint: unknown, secret: OWN })).toBe(
        404,
      );
    },
  );
  it("is closed when the connection is revoked", async () => {
    await test.db.withService((trx) => setConnectionStatus(trx, connection, "revoked"));
    expect(await statusOf(chargeEvent("acct_1Own"), { endpoint, secret: OWN })).toBe(404);
  });
});

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
    const event = chargeEvent(ACCOUNT, {
      type: "customer.subscription.updated",
      data: { object: { id: "sub_1", metadata: { text: "x".repeat(300 * 1024) } } },
    });
    expect(await statusOf(event)).toBe(200);
    expect(
      await count("select pg_column_size(data) as n from mesh.event where id = $1", [event.id]),
    ).toBeLessThan(256 * 1024);
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
