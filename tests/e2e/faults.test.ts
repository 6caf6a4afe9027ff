import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import net from "node:net";
import path from "node:path";

import { Pool } from "pg";
import { Stripe } from "stripe";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { removeData, startApp, type RunningApp } from "./app";
import { openStream, signUp, type Person, type Stream } from "./clients";

const ACCOUNT = "acct_1Faults";
const WEBHOOK_SECRET = "whsec_faults0123456789";
/** Nothing listens there: what asks Stripe fails fast and stays on this machine. */
const ENV = {
  STRIPE_CLIENT_ID: "ca_Faults",
  STRIPE_SECRET_KEY: "sk_test_faults0123456789",
  STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
  STRIPE_API_BASE: "http://127.0.0.1:9",
};
const PEOPLE = 20;
const root = path.resolve(import.meta.dirname, "../..");

let app: RunningApp;
let admin: Pool;
let owner: Person;
let people: Person[];
let workspace: string;

function connect(): void {
  admin = new Pool({ connectionString: app.stack.adminUrl, max: 3 });
  admin.on("error", () => {}); // the database stops under it
}
async function restart(): Promise<void> {
  await admin.end();
  app = await startApp({ dataDir: app.dataDir, port: Number(new URL(app.url).port), env: ENV });
  connect();
}
/** Their cookies, with the shared workspace in view. */
const cookieOf = (person: Person) => `${person.cookie}; dashboard-workspace=${workspace}`;

beforeAll(async () => {
  app = await startApp({ env: ENV });
  connect();
  owner = await signUp(app, "owner");
  people = [];
  for (let index = 0; index < PEOPLE; index++) people.push(await signUp(app, `person-${index}`));
  const { rows } = await admin.query<{ workspace_id: string }>(
    "select workspace_id from public.memberships where user_id = $1",
    [owner.id],
  );
  workspace = rows[0]?.workspace_id ?? "";
  for (const person of people)
    await admin.query("insert into public.memberships values ($1, $2, 'member')", [
      workspace,
      person.id,
    ]);
  const { rows: connections } = await admin.query<{ id: string }>(
    "insert into public.connections (workspace_id, provider, account_id, livemode, auth_kind) values ($1, 'stripe', $2, false, 'oauth') returning id",
    [workspace, ACCOUNT],
  );
  await admin.query("insert into public.connection_cursors (connection_id) values ($1)", [
    connections[0]?.id,
  ]);
});
afterAll(async () => {
  await admin.end();
  await app.stop();
  removeData(app);
});

let made = 0;
const newEvent = () => ({
  id: `evt_e2e${Date.now()}x${made++}`,
  object: "event",
  type: "charge.succeeded",
  created: Math.floor(Date.now() / 1000),
  livemode: false,
  account: ACCOUNT,
  data: { object: { id: "ch_1", object: "charge", amount: 1200, currency: "usd" } },
});
type StripeEvent = ReturnType<typeof newEvent>;

function post(event: StripeEvent): Promise<Response> {
  const body = JSON.stringify(event);
  return fetch(`${app.url}/api/webhooks/stripe`, {
    method: "POST",
    body,
    headers: {
      "stripe-signature": Stripe.webhooks.generateTestHeaderString({
        payload: body,
        secret: WEBHOOK_SECRET,
      }),
    },
  });
}
async function statusOf(event: StripeEvent): Promise<number> {
  const response = await post(event);
  await response.body?.cancel();
  return response.status;
}
async function postMany(count: number): Promise<void> {
  for (let at = 0; at < count; at += 20)
    await Promise.all(Array.from({ length: Math.min(20, count - at) }, () => statusOf(newEvent())));
}
const head = async () =>
  Number(
    (
      await admin.query<{ last_seq: string }>(
        "select last_seq from mesh.stream where workspace_id = $1",
        [workspace],
      )
    ).rows[0]?.last_seq ?? 0,
  );
const storedIds = async () =>
  (
    await admin.query<{ id: string }>("select id from mesh.event where workspace_id = $1", [
      workspace,
    ])
  ).rows.map((row) => row.id);
const meshIds = (stream: Stream) =>
  stream.frames.filter((frame) => frame.event === "mesh").map((frame) => Number(frame.id));
const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

/** The web server's process, checked to be ours. */
function webPid(): number {
  const run = JSON.parse(readFileSync(path.join(app.dataDir, "run.json"), "utf8")) as {
    children: number[];
  };
  const pid = run.children.find(
    (one) =>
      existsSync(`/proc/${one}/cmdline`) &&
      readFileSync(`/proc/${one}/cmdline`, "utf8").includes("next") &&
      readlinkSync(`/proc/${one}/cwd`) === root,
  );
  if (!pid) throw new Error("No web server of this run was found.");
  return pid;
}
const residentMb = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${webPid()}/status`, "utf8"))?.[1]) / 1024;

describe("the webhook route", () => {
  it("stands outside the session check", async () => {
    const response = await fetch(`${app.url}/api/webhooks/stripe`, { method: "POST", body: "{}" });
    expect(response.status).toBe(400);
    expect(await statusOf(newEvent())).toBe(200);
    for (const method of ["GET", "PUT", "DELETE"])
      expect((await fetch(`${app.url}/api/webhooks/stripe`, { method })).status).toBe(405);
  });

  it("answers 503 while the log is locked, and stores what is sent again", async () => {
    const event = newEvent();
    const client = await admin.connect();
    await client.query("begin");
    await client.query("lock table mesh.inbox in access exclusive mode");
    const started = performance.now();
    const response = await post(event);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "10"]);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await response.json()).toMatchObject({ error: { code: "unavailable" } });
    await client.query("rollback");
    client.release();
    expect(await statusOf(event)).toBe(200);
    expect((await storedIds()).filter((id) => id === event.id)).toHaveLength(1);
  });
});

const uiEvent = () => ({
  events: [
    {
      id: crypto.randomUUID(),
      type: "stripe.payment.selected",
      source: "stripe-payments-widget",
      time: new Date().toISOString(),
      data: {},
    },
  ],
});
const sibling = () => `http://evil.localhost:${new URL(app.url).port}`;

/** The id that the build gave to an exported server action. */
function actionId(name: string): string {
  const manifest = JSON.parse(
    readFileSync(path.join(root, ".next/server/server-reference-manifest.json"), "utf8"),
  ) as { node: Record<string, { exportedName?: string }> };
  const found = Object.entries(manifest.node).find(([, { exportedName }]) => exportedName === name);
  if (!found) throw new Error(`No action ${name} in the build.`);
  return found[0];
}

const isMember = async (person: Person) =>
  (
    await admin.query("select from public.memberships where workspace_id = $1 and user_id = $2", [
      workspace,
      person.id,
    ])
  ).rowCount === 1;

const act = (person: Person, name: string, args: unknown[], headers: Record<string, string>) =>
  fetch(`${app.url}/settings/members`, {
    method: "POST",
    headers: {
      cookie: cookieOf(person),
      "next-action": actionId(name),
      "content-type": "text/plain;charset=UTF-8",
      accept: "text/x-component",
      ...headers,
    },
    body: JSON.stringify(args),
  });

describe("requests that change something", () => {
  const foreign: [string, () => Record<string, string>][] = [
    ["no origin", () => ({})],
    ["an opaque origin", () => ({ origin: "null" })],
    ["a sibling site", () => ({ origin: sibling(), "sec-fetch-site": "same-site" })],
    ["a sibling site that hides its origin", () => ({ "sec-fetch-site": "same-site" })],
    ["another site", () => ({ origin: "https://evil.test", "sec-fetch-site": "cross-site" })],
    ["our origin from another site", () => ({ origin: app.url, "sec-fetch-site": "cross-site" })],
  ];
  const types = ["application/json", "text/plain", "application/x-www-form-urlencoded"];

  it.each(foreign.flatMap(([name, make]) => types.map((type) => [name, type, make] as const)))(
    "refuses POST /api/mesh/events with %s as %s",
    async (_, type, make) => {
      const response = await fetch(`${app.url}/api/mesh/events`, {
        method: "POST",
        headers: { cookie: cookieOf(owner), "content-type": type, ...make() },
        body: JSON.stringify(uiEvent()),
      });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ error: { code: "forbidden" } });
    },
  );
  it("takes the same from our own page", async () => {
    const response = await fetch(`${app.url}/api/mesh/events`, {
      method: "POST",
      headers: { cookie: cookieOf(owner), "content-type": "application/json", origin: app.url },
      body: JSON.stringify({ events: "none" }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "invalid" } });
  });

  it.each(foreign)("lets no server action run with %s", async (_, make) => {
    const victim = people[PEOPLE - 1];
    if (!victim) throw new Error("Nobody to remove.");
    const response = await act(owner, "removeMemberAction", [victim.id], make());
    expect(await response.text()).not.toContain('"ok":true');
    expect(await isMember(victim)).toBe(true);
  });

  it("runs an action of our own page: a member who is removed loses the stream at once", async () => {
    const victim = people[PEOPLE - 1];
    if (!victim) throw new Error("Nobody to remove.");
    const stream = await openStream(app, cookieOf(victim));
    const bystander = await openStream(app, cookieOf(owner));
    await Promise.all([stream.next("hello"), bystander.next("hello")]);
    const response = await act(owner, "removeMemberAction", [victim.id], { origin: app.url });
    expect(await response.text()).toContain('"ok":true');
    await stream.next("bye", 1000);
    await stream.until(() => stream.ended, 1000);
    expect(bystander.ended).toBe(false);
    bystander.abort();
    await admin.query("insert into public.memberships values ($1, $2, 'member')", [
      workspace,
      victim.id,
    ]);
  });
});

describe("coming back from the consent page", () => {
  it.each([
    ["?error=access_denied", "error=access_denied"],
    ["?code=ac_x", "error=invalid_state"],
    ["?state=guessed&code=ac_x", "error=invalid_state"],
    ["?state=x&error=https://evil.test/", "error=invalid_state"],
    ["?state=x&code=a&redirect=https://evil.test/&next=//evil.test", "error=invalid_state"],
  ])("%s ends on the settings page", async (query, ending) => {
    const response = await fetch(`${app.url}/api/auth/stripe/callback${query}`, {
      redirect: "manual",
      headers: { cookie: cookieOf(owner) },
    });
    const to = new URL(response.headers.get("location") ?? "", app.url);
    expect(`${to.origin}${to.pathname}${to.search}`).toBe(
      `${app.url}/settings/credentials?${ending}`,
    );
  });
});

/** How often the log's ends were looked up in four seconds. */
async function askedMeanwhile(): Promise<number> {
  const lookups = async () =>
    Number(
      (
        await admin.query<{ n: string }>(
          "select seq_scan + coalesce(idx_scan, 0) as n from pg_stat_user_tables where relid = 'mesh.stream'::regclass",
        )
      ).rows[0]?.n,
    );
  await new Promise((resolve) => setTimeout(resolve, 11_000)); // an idle connection reports what it did after ten seconds
  const before = await lookups();
  await new Promise((resolve) => setTimeout(resolve, 4000));
  return (await lookups()) - before;
}
function isSocket(file: string): boolean {
  try {
    return readlinkSync(file).startsWith("socket:");
  } catch {
    return false; // closed since the folder was listed
  }
}
/** How many sockets the web server has open. */
function sockets(): number {
  const folder = `/proc/${webPid()}/fd`;
  return readdirSync(folder).filter((fd) => isSocket(path.join(folder, fd))).length;
}

/** Opens a stream after an id, and tells what it began with. */
async function resumed(id: string) {
  const stream = await openStream(app, cookieOf(owner), id);
  await stream.until(() => stream.frames.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  stream.abort();
  return { first: stream.frames[0], ids: meshIds(stream) };
}

describe("an event stream", () => {
  it("resumes where its last id says, or says that it cannot", async () => {
    await postMany(30);
    await admin.query("update mesh.stream set floor_seq = 10 where workspace_id = $1", [workspace]);
    const end = await head();
    for (const id of ["0", "9", String(end + 1), "abc", String(2n ** 63n), "-1", "1.5", "1e1"]) {
      const { first, ids } = await resumed(id);
      expect(first, `Last-Event-ID ${id}`).toMatchObject({ event: "reset", id: String(end) });
      expect(ids).toEqual([]);
    }
    for (const at of [10, end - 3, end]) {
      const { first, ids } = await resumed(String(at));
      expect(first).toMatchObject({ event: "hello" });
      expect(ids).toEqual(range(at + 1, end));
    }
    await admin.query("update mesh.stream set floor_seq = 0 where workspace_id = $1", [workspace]);
    expect((await resumed("0")).ids).toEqual(range(1, end));
  });

  it("brings what is stored while it is open, to everybody of the workspace", async () => {
    const start = await head();
    const streams = await Promise.all(
      people.slice(0, 5).map((person) => openStream(app, cookieOf(person))),
    );
    await Promise.all(streams.map((stream) => stream.next("hello")));
    await postMany(100);
    for (const stream of streams) {
      await stream.until(() => meshIds(stream).length === 100);
      expect(meshIds(stream)).toEqual(range(start + 1, start + 100));
      stream.abort();
    }
  });

  it("costs one slow reader's buffer, and delays nobody", async () => {
    const [one, other] = people;
    if (!one || !other) throw new Error("Nobody reads.");
    const slow = net.connect(Number(new URL(app.url).port), "127.0.0.1");
    slow.pause();
    slow.write(
      `GET /api/mesh/stream HTTP/1.1\r\nHost: ${new URL(app.url).host}\r\nCookie: ${cookieOf(one)}\r\n\r\n`,
    );
    const fast = await openStream(app, cookieOf(other));
    await fast.next("hello");
    await new Promise((resolve) => setTimeout(resolve, 500));
    const before = residentMb();
    const start = await head();
    const waits: number[] = [];
    for (let batch = 1; batch <= 40; batch++) {
      const events = range(1, 10).map((index) => ({
        workspace,
        source: "system",
        id: `big-${start}-${batch}-${index}`,
        type: "system.big.event",
        time: new Date().toISOString(),
        origin: "system",
        actorKind: "system",
        actorId: "test",
        data: { text: "x".repeat(100_000) },
      }));
      await admin.query("select count(*) from mesh.publish($1)", [JSON.stringify(events)]);
      const began = performance.now();
      await fast.until(() => meshIds(fast).length === batch * 10);
      waits.push(performance.now() - began);
    }
    // 40 MB were sent past a reader whose socket takes next to nothing.
    expect(slow.bytesRead).toBeLessThan(5_000_000);
    expect(waits.toSorted((a, b) => a - b)[37]).toBeLessThan(1500);
    expect(residentMb() - before).toBeLessThan(250);
    fast.abort();
    slow.destroy();
  });

  it("leaves nothing behind after a thousand aborts", async () => {
    const [person] = people;
    if (!person) throw new Error("Nobody connects.");
    const before = sockets();
    for (let round = 0; round < 100; round++) {
      const streams = await Promise.all(range(1, 10).map(() => openStream(app, cookieOf(person))));
      expect(streams.map((stream) => stream.status)).toEqual(Array(10).fill(200));
      for (const stream of streams) stream.abort();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // A person may have twelve open: were one of the thousand still counted, the twelfth would be refused.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const twelve = await Promise.all(range(1, 12).map(() => openStream(app, cookieOf(person))));
    expect(twelve.map((stream) => stream.status)).toEqual(Array(12).fill(200));
    expect((await openStream(app, cookieOf(person))).status).toBe(429);
    // While anybody listens, the hub asks for the log's end four times a second.
    expect(await askedMeanwhile()).toBeGreaterThan(4);
    for (const stream of twelve) stream.abort();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await askedMeanwhile()).toBe(0);
    await vi.waitFor(() => expect(sockets()).toBeLessThanOrEqual(before + 5), { timeout: 10_000 });
  });

  it("ends within a minute when its reader is no member any more", async () => {
    const person = people[PEOPLE - 2];
    if (!person) throw new Error("Nobody reads.");
    const stream = await openStream(app, cookieOf(person));
    await stream.next("hello");
    await admin.query("delete from public.memberships where workspace_id = $1 and user_id = $2", [
      workspace,
      person.id,
    ]);
    await stream.next("bye", 62_000);
    await stream.until(() => stream.ended, 1000);
    await admin.query("insert into public.memberships values ($1, $2, 'member')", [
      workspace,
      person.id,
    ]);
  });
});

/** Sends events until told to stop. Tells which were sent, and which of them were acknowledged. */
function underLoad() {
  const sent: StripeEvent[] = [];
  const acked = new Set<string>();
  let running = true;
  const senders = range(1, 8).map(async () => {
    while (running) {
      const event = newEvent();
      sent.push(event);
      const status = await statusOf(event).catch(() => 0);
      if (status === 200) acked.add(event.id);
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
  return {
    sent,
    acked,
    async stop() {
      running = false;
      await Promise.all(senders);
    },
  };
}

describe("the end of the process", () => {
  it("by SIGTERM takes at most 20 s with 200 open streams, which resume without loss", async () => {
    const end = await head();
    const readers = people.flatMap((person) => range(1, 10).map(() => person));
    const streams: Stream[] = [];
    for (const person of people)
      streams.push(
        ...(await Promise.all(range(1, 10).map(() => openStream(app, cookieOf(person))))),
      );
    await Promise.all(streams.map((stream) => stream.next("hello")));
    expect(streams).toHaveLength(200);
    const load = underLoad();
    await vi.waitFor(() => expect(load.acked.size).toBeGreaterThan(50), { timeout: 30_000 });
    const began = performance.now();
    const code = await app.stop();
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(code).toBe(0);
    await load.stop();
    expect(streams.every((stream) => stream.ended)).toBe(true);
    expect(
      streams.filter((stream) => stream.frames.some(({ event }) => event === "bye")),
    ).toHaveLength(200);
    await restart();
    const stored = await storedIds();
    expect([...load.acked].filter((id) => !stored.includes(id))).toEqual([]);
    const last = await head();
    for (let at = 0; at < 200; at += 10)
      await Promise.all(
        range(at, at + 9).map(async (index) => {
          const [before, person] = [streams[index], readers[index]];
          if (!before || !person) throw new Error("A stream is missing.");
          const after = await openStream(app, cookieOf(person), before.lastId ?? undefined);
          await after.until(() => Number(after.lastId) === last);
          after.abort();
          expect([...meshIds(before), ...meshIds(after)]).toEqual(range(end + 1, last));
        }),
      );
  });

  it("by kill -9 under load loses nothing that was acknowledged; redelivery completes the rest", async () => {
    const load = underLoad();
    await vi.waitFor(() => expect(load.acked.size).toBeGreaterThan(50), { timeout: 30_000 });
    const gone = new Promise((resolve) => app.process.once("exit", resolve));
    process.kill(webPid(), "SIGKILL");
    await gone;
    await load.stop();
    await restart();
    const stored = new Set(await storedIds());
    expect([...load.acked].filter((id) => !stored.has(id))).toEqual([]);
    expect(await Promise.all(load.sent.map((event) => statusOf(event)))).toEqual(
      load.sent.map(() => 200),
    );
    const after = await storedIds();
    expect(load.sent.filter(({ id }) => after.filter((one) => one === id).length !== 1)).toEqual(
      [],
    );
    expect(new Set(after).size).toBe(after.length);
    expect(await head()).toBe(after.length);
  });

  it("leaves no secret in what was logged", () => {
    const secrets = Object.values(ENV).slice(1, 3);
    for (const secret of secrets) expect(app.output()).not.toContain(secret);
    expect(app.output()).not.toMatch(/(sk|rk)_(test|live)_[A-Za-z0-9]{10}|whsec_[A-Za-z0-9]{10}/);
  });
});
