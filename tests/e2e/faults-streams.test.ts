import { readdirSync, readlinkSync } from "node:fs";
import net from "node:net";
import path from "node:path";

import { beforeAll, describe, expect, it, vi } from "vitest";

import { openStream, type Stream } from "./clients";
import {
  ENV,
  app,
  admin,
  owner,
  people,
  workspace,
  restart,
  type StripeEvent,
  newEvent,
  statusOf,
  postMany,
  head,
  storedIds,
  meshIds,
  range,
  webPid,
  residentMb,
  cookieOf,
} from "./fault-harness";

/** How often the log's ends were looked up, as far as connections have reported it. */
const lookups = async () =>
  Number(
    (
      await admin.query<{ n: string }>(
        "select seq_scan + coalesce(idx_scan, 0) as n from pg_stat_user_tables where relid = 'mesh.stream'::regclass",
      )
    ).rows[0]?.n,
  );

/** A stream that was open when its reader was taken out of a workspace; it is told so within a minute. */
let removed: Stream;
beforeAll(async () => {
  const [reader, host] = people.slice(-2);
  if (!reader || !host) throw new Error("Nobody reads.");
  const { rows } = await admin.query<{ workspace_id: string }>(
    "select workspace_id from public.memberships where user_id = $1 and role = 'owner'",
    [host.id],
  );
  const visited = rows[0]?.workspace_id ?? "";
  await admin.query("insert into public.memberships values ($1, $2, 'member')", [
    visited,
    reader.id,
  ]);
  removed = await openStream(app, `${reader.cookie}; dashboard-workspace=${visited}`);
  await removed.next("hello");
  await admin.query("delete from public.memberships where workspace_id = $1 and user_id = $2", [
    visited,
    reader.id,
  ]);
});

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

  it("costs one slow reader's buffer, and holds up nobody", async () => {
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
      await fast.until(() => meshIds(fast).length === batch * 10);
    }
    // 40 MB were sent past a reader whose socket takes next to nothing, batch by batch to one who reads.
    expect(slow.bytesRead).toBeLessThan(5_000_000);
    expect(residentMb() - before).toBeLessThan(250);
    fast.abort();
    slow.destroy();
  });

  it("leaves nothing behind after three hundred aborts", async () => {
    const [person] = people;
    if (!person) throw new Error("Nobody connects.");
    const before = sockets();
    /** Opens so many streams, once those that were aborted are no longer counted. */
    const openAll = (count: number) =>
      vi.waitFor(
        async () => {
          const streams = await Promise.all(
            range(1, count).map(() => openStream(app, cookieOf(person))),
          );
          if (streams.every(({ status }) => status === 200)) return streams;
          for (const stream of streams) stream.abort();
          throw new Error(`The server answered ${streams.map(({ status }) => status).join(" ")}.`);
        },
        { timeout: 30_000, interval: 100 },
      );
    for (let round = 0; round < 30; round++) for (const stream of await openAll(10)) stream.abort();
    // A person may have twelve open: were one of them still counted, the twelfth would be refused.
    const twelve = await openAll(12);
    expect((await openStream(app, cookieOf(person))).status).toBe(429);
    // While anybody listens, the hub asks for the log's end four times a second.
    const asked = await lookups();
    await vi.waitFor(async () => expect(await lookups()).toBeGreaterThan(asked + 4), {
      timeout: 15_000,
      interval: 500,
    });
    for (const stream of twelve) stream.abort();
    await vi.waitFor(() => expect(sockets()).toBeLessThanOrEqual(before + 5), { timeout: 10_000 });
  });

  it("ends within a minute when its reader is no member any more", async () => {
    await removed.next("bye", 62_000);
    await removed.until(() => removed.ended, 1000);
  });

  it("is the last one to ask for the log's end", async () => {
    await new Promise((resolve) => setTimeout(resolve, 11_000)); // an idle connection reports what it did after ten seconds
    const before = await lookups();
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect((await lookups()) - before).toBe(0);
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
          await after.until(() => Number(after.lastId) >= last);
          after.abort();
          // The server itself may have told more since.
          const seen = [...meshIds(before), ...meshIds(after)].filter((seq) => seq <= last);
          expect(seen).toEqual(range(end + 1, last));
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
