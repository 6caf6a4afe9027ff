import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { hearOthers } from "@/lib/compose/worker";
import { logger } from "@/lib/core/server/logger";
import { createHints, type Hints } from "@/lib/db/hints";
import type { ListenTimes } from "@/lib/db/listener";
import { createStreamHub } from "@/lib/mesh/hub";

import { gateTo, orderPlaced, testServices, type Gate } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

let test: TestStack;
let ada: TestUser;
let gate: Gate;
beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  ada = await test.signUp("ada");
  gate = await gateTo(test.stack.env["DATABASE_URL"] ?? "");
});
afterAll(async () => {
  await gate.close();
  await test.stop();
});

let all: Hints[] = [];
beforeEach(() => void (all = []));
afterEach(async () => void (await Promise.all(all.map((one) => one.stop()))));

/** One process, as far as hints go; it writes down what it hears. */
function hearer(times: ListenTimes = {}, url = test.stack.env["DATABASE_URL"] ?? "") {
  const hints = createHints(test.db, url, times);
  all.push(hints);
  const heard: string[] = [];
  hints.listen({
    appended: (workspace) => void heard.push(workspace),
    dispatchPending: () => void heard.push("dispatchPending"),
    wakeups: () => void heard.push("woken"),
    accessChanged: () => void heard.push("access"),
  });
  return { hints, heard };
}
const until = (ok: () => void) => vi.waitFor(ok, { timeout: 20_000, interval: 20 });
const connections = async () =>
  (
    await test.admin.query(
      "select 1 from pg_stat_activity where application_name = 'agentic-dashboard listening'",
    )
  ).rowCount;
/** What a connection that begins cannot know it has missed. */
const BEGUN = ["dispatchPending", "woken", "access"];
const notify = (payload: string) =>
  test.admin.query("select pg_notify('agentic_dashboard', $1)", [payload]);

describe("hints", () => {
  it("reach the other processes and not the one that tells", async () => {
    const [one, other] = [hearer(), hearer()];
    await until(() => expect([one.heard, other.heard]).toEqual([BEGUN, BEGUN]));
    one.hints.notify({ appended: ["a"], wakeups: true, accessChanged: true });
    other.hints.notify({ dispatchPending: true });
    await until(() =>
      expect([one.heard, other.heard]).toEqual([
        [...BEGUN, "dispatchPending"],
        [...BEGUN, "a", "woken", "access"],
      ]),
    );
  });

  it("are gathered: a thousand of one moment are a few notifications, and none is left out", async () => {
    const [one, other] = [hearer(), hearer()];
    await until(() => expect(other.heard).toEqual(BEGUN));
    const workspaces = Array.from({ length: 250 }, (_, at) => `${at}`.padStart(36, "w"));
    for (let at = 0; at < 1000; at++)
      one.hints.notify({ appended: [workspaces[at % 250] ?? ""], dispatchPending: true });
    await until(() => expect(other.heard).toEqual(expect.arrayContaining(workspaces)));
    expect(other.heard.slice(BEGUN.length).filter((word) => word !== "dispatchPending")).toEqual(
      workspaces,
    );
    expect(other.heard.filter((word) => word === "dispatchPending")).toHaveLength(1 + 3);
  });

  it("go on after what no process of ours has said", async () => {
    const one = hearer();
    await until(() => expect(one.heard).toEqual(BEGUN));
    for (const payload of ["", "{", "[]", '{"from":1}', '{"from":"x","appended":"all"}'])
      await notify(payload);
    await notify(JSON.stringify({ from: "x", appended: ["b"] }));
    await until(() => expect(one.heard).toEqual([...BEGUN, "b"]));
  });

  it("are given up where none arrive, as behind a transaction pooler, and are back when they do", async () => {
    gate.relay(false);
    const [one, far] = [hearer(), hearer({ answerMs: 300, deafMs: 100, retryMs: 100 }, gate.url)];
    await until(() => expect(one.heard).toEqual(BEGUN));
    await expect.poll(connections, { timeout: 20_000, interval: 5 }).toBe(1);
    expect(far.heard).toEqual([]);
    gate.relay(true);
    await until(() => expect(far.heard).toEqual(BEGUN));
    one.hints.notify({ appended: ["c"] });
    await until(() => expect(far.heard).toEqual([...BEGUN, "c"]));
  });

  it("come again over a connection that had fallen silent", async () => {
    const one = hearer();
    const far = hearer({ checkMs: 100, answerMs: 300, retryMs: 50 }, gate.url);
    await until(() => expect(far.heard).toEqual(BEGUN));
    gate.hang(true);
    one.hints.notify({ appended: ["lost"] });
    await expect.poll(connections, { timeout: 20_000, interval: 20 }).toBe(1);
    gate.hang(false);
    await until(() => expect(far.heard).toEqual([...BEGUN, ...BEGUN]));
    one.hints.notify({ appended: ["d"] });
    await until(() => expect(far.heard).toEqual([...BEGUN, ...BEGUN, "d"]));
  });
});

it("tells the streams of another instance that a workspace's log has grown", async () => {
  const [here, there] = [testServices(test), testServices(test)];
  // It never asks for heads, so that only being told is left.
  const log = { ...there.log, heads: async () => new Map() };
  const hub = createStreamHub(log, () => {});
  hearOthers({ ...there, hub }, null);
  const got: (number | null)[] = [];
  hub.add({
    workspace: ada.workspace,
    session: "s",
    user: ada.sub,
    at: 0,
    ready: () => true,
    send: (events) => void got.push(...events.map(({ seq }) => seq)),
    end: () => {},
  });
  await expect.poll(connections, { timeout: 20_000, interval: 20 }).toBe(1);
  await here.publisher.publish(orderPlaced(ada)); // heard with the next one, if it was not quite listening
  for (const last of [2, 3]) {
    await here.publisher.publish(orderPlaced(ada));
    await until(() => expect(got.at(-1)).toBe(last));
  }
  expect(got).toEqual([1, 2, 3]);
  hub.end();
  await there.hints.stop();
  for (const one of [here, there]) await one.db.end();
});
