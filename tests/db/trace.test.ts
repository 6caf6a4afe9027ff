import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import { flatten, type TraceNode, type TraceTree } from "@/lib/mesh/browser/trace-tree";
import type { NewEvent } from "@/lib/mesh/log";
import { traceEvent } from "@/lib/verbs/events/trace";
import { rerun, startRun } from "@/lib/verbs/runs/control";
import { listRunsVerb } from "@/lib/verbs/runs/trace";
import type { Services } from "@/lib/verbs/types";
import { startWorker, type Worker } from "@/lib/worker/main";
import type { SlackSandbox } from "@/sandbox/slack/server";
import { CLIENT_ID, CLIENT_SECRET, startSlack } from "@/sandbox/slack/testing";

import {
  connectSlack,
  contextOf,
  enableAs,
  newEventId,
  orderPlaced,
  refusal,
  testServices,
} from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** One tree from what began a story to everything that came of it, over real runs. */
let test: TestStack;
let slack: SlackSandbox;
let services: Services;
let worker: Worker;
let ada: TestUser;
let eve: TestUser;
let chain: string;
let told: string;

beforeAll(async () => {
  logger.level = "warn";
  test = await startTestStack();
  slack = await startSlack();
  services = testServices(test, {
    SLACK_CLIENT_ID: CLIENT_ID,
    SLACK_CLIENT_SECRET: CLIENT_SECRET,
    SLACK_API_BASE: slack.url,
  });
  ada = await test.signUp("ada");
  eve = await test.signUp("eve");
  await connectSlack(services, ada, slack);
  worker = startWorker(services);
  Object.assign(services, { dispatchSoon: () => worker.dispatchSoon() });
  chain = await enable({
    schema: 1,
    name: "First",
    on: { event: "shop.order.placed", origins: ["api", "ui"] },
    steps: [
      {
        id: "large",
        when: { "event.data.total": { gte: 9000 } },
        publish: "shop.order.large",
      },
      { id: "say", use: "slack.messages.post", with: { channel: "#general", text: "Sold" } },
      { id: "note", publish: "shop.order.noted", with: { total: "{{event.data.total}}" } },
    ],
  });
  told = await enable({
    schema: 1,
    name: "Second",
    on: { event: "shop.order.noted" },
    steps: [{ id: "done", publish: "shop.order.done" }],
  });
  await enable({
    schema: 1,
    name: "Big orders",
    on: {
      event: "shop.order.*",
      origins: ["api", "automation"],
      where: { "data.total": { gte: 5000 } },
    },
    steps: [{ id: "big", publish: "sale.big" }],
  });
});
afterAll(async () => {
  await worker.stop();
  await services.publisher.drain();
  await services.db.end();
  await slack.close();
  await test.stop();
});

const me = () => contextOf(services, ada);
const enable = (definition: unknown) => enableAs(me(), definition);
const order = (change: Partial<NewEvent> = {}) => orderPlaced(ada, change);
const publish = async (event: NewEvent) => (await services.publisher.publish(event)) ?? 0;
const treeOf = (seq: number) => traceEvent.run(me(), { seq });

/** Waits until nothing runs and so many events of a type are in the tree. */
async function settled(seq: number, type: string, count = 1): Promise<TraceTree> {
  let tree = await treeOf(seq);
  await expect
    .poll(
      async () => {
        tree = await treeOf(seq);
        const nodes = flatten(tree.root).map(({ node }) => node);
        return (
          !tree.isLive && nodes.filter((node) => node.kind === "event" && node.type === type).length
        );
      },
      { timeout: 20_000, interval: 100 },
    )
    .toBe(count);
  return tree;
}

const NAMES: { [Kind in TraceNode["kind"]]: (node: Extract<TraceNode, { kind: Kind }>) => string } =
  {
    event: ({ type, origin }) => `${type} (${origin})`,
    start: ({ how, by }) => `${how} by ${by}`,
    run: ({ name, status }) => `run ${name}: ${status}`,
    step: ({ step, status, reason }) => `${step}: ${status}${reason ? ` – ${reason}` : ""}`,
    idle: ({ name, why }) => `not ${name}: ${why}`,
  };
/** A tree as indented lines. */
const drawn = (root: TraceNode) =>
  flatten(root).map(
    ({ node, depth }) =>
      "  ".repeat(depth) + (NAMES[node.kind] as (one: TraceNode) => string)(node),
  );
const NOT_BIG = "Condition not met: its total is at least 5000.";

describe("the tree of an event", () => {
  it("goes from the event through runs and steps to the runs that those started", async () => {
    const seq = await publish(order());
    const tree = await settled(seq, "shop.order.done");
    expect(drawn(tree.root)).toEqual([
      "shop.order.placed (api)",
      "  run First: succeeded",
      expect.stringMatching(/^ {4}large: skipped – /),
      "    say: succeeded",
      "      slack.message.sent (automation)",
      "    note: succeeded",
      "      shop.order.noted (automation)",
      "        run Second: succeeded",
      "          done: succeeded",
      "            shop.order.done (automation)",
      expect.stringMatching(/^ {14}not Big orders: Condition not met/),
      "          automation.run.succeeded (automation)",
      expect.stringMatching(/^ {8}not Big orders: Condition not met/),
      "    automation.run.succeeded (automation)",
      `  not Big orders: ${NOT_BIG}`,
    ]);
    expect(tree).toMatchObject({ focus: `event:${seq}`, isCut: false, isLive: false });
  });

  it("is the same tree from every place in it", async () => {
    const seq = await publish(order());
    const tree = await settled(seq, "shop.order.done");
    const nodes = flatten(tree.root).map(({ node }) => node);
    const places = nodes.flatMap((node): { key: string; ask: object }[] => {
      if (node.kind === "event") return [{ key: node.key, ask: { seq: node.seq } }];
      return node.kind === "run" ? [{ key: node.key, ask: { run: node.id } }] : [];
    });
    for (const { key, ask } of places) {
      const same = await traceEvent.run(me(), ask);
      expect(drawn(same.root)).toEqual(drawn(tree.root));
      expect(same.focus).toBe(key);
    }
    expect(nodes.filter(({ kind }) => kind === "run")).toHaveLength(2);
  });

  it("knows a step's event although the provider's webhook told it first", async () => {
    const seq = await publish(order());
    await settled(seq, "shop.order.done");
    const sent = (await services.log.recent(ada.workspace, 50)).find(
      ({ type }) => type === "slack.message.sent",
    );
    // As ingest would have stored it: from the provider, without a cause.
    await test.admin.query(
      "update mesh.event set causation_id = null, origin = 'provider' where workspace_id = $1 and seq = $2",
      [ada.workspace, sent?.seq],
    );
    const { root } = await treeOf(sent?.seq ?? 0);
    expect(drawn(root).slice(0, 5)).toEqual([
      "shop.order.placed (api)",
      "  run First: succeeded",
      expect.stringMatching(/large: skipped/),
      "    say: succeeded",
      "      slack.message.sent (provider)",
    ]);
  });

  it("begins with the click that caused an event", async () => {
    const click = order({ type: "stripe.payment.selected", origin: "ui", source: "ui:ada/list" });
    await publish({ ...click, actor: { kind: "user", id: ada.sub } });
    const seq = await publish(
      order({ origin: "ui", source: "ui:ada/cart", causationId: click.id, hops: 1 }),
    );
    const tree = await settled(seq, "shop.order.done");
    expect(drawn(tree.root).slice(0, 3)).toEqual([
      "stripe.payment.selected (ui)",
      "  shop.order.placed (ui)",
      "    run First: succeeded",
    ]);
    expect(tree.root).toMatchObject({ by: expect.stringMatching(/ada/i) as string });
    expect(drawn(tree.root).at(-1)).toBe(
      "    not Big orders: This automation only listens to events from api, automation. This event is from ui.",
    );
    const lost = await publish(order({ origin: "ui", causationId: "never-stored" }));
    expect((await treeOf(lost)).root).toMatchObject({ lostCause: "never-stored" });
  });

  it("begins with the person who started a run by hand, and shows what was run again", async () => {
    const manual = await enable({
      schema: 1,
      name: "By hand",
      on: { manual: true },
      steps: [{ id: "begin", publish: "shop.order.noted", with: { total: "1" } }],
    });
    const { id } = await startRun.run(me(), { id: manual });
    const find = async () => drawn((await traceEvent.run(me(), { run: id })).root);
    await expect
      .poll(find, { timeout: 20_000 })
      .toContain("            shop.order.done (automation)");
    expect((await find()).slice(0, 3)).toEqual([
      expect.stringMatching(/^manual by ada/i),
      "  run By hand: succeeded",
      "    begin: succeeded",
    ]);
    const seq = await publish(order());
    await settled(seq, "shop.order.done");
    const [first] = await listRunsVerb.run(me(), { automationId: told, limit: 1 });
    const again = await rerun.run(me(), { id: first?.id });
    const tree = await settled(seq, "shop.order.done", 2);
    const runs = flatten(tree.root).flatMap(({ node }) => (node.kind === "run" ? [node] : []));
    expect(runs.map(({ name, isAgain }) => [name, isAgain])).toEqual([
      ["First", false],
      ["Second", false],
      ["Second", true],
    ]);
    expect(runs.at(-1)?.id).toBe(again.id);
  });
});

describe("a tree that is too large", () => {
  it("says that it is cut, and keeps the way to what was asked about", async () => {
    const seq = await publish(order({ type: "shop.flood.began" }));
    await test.admin.query(
      `insert into public.runs (id, workspace_id, automation_id, version, trigger_key, trigger, event_seq, status, finished_at)
       select gen_random_uuid(), $1, $2, 1, 'rerun:' || n, '{"id":"x","type":"shop.flood.began","time":"2026-11-01T00:00:00Z"}', $3, 'succeeded', now()
       from generate_series(1, 60) n`,
      [ada.workspace, chain, seq],
    );
    const { rows } = await test.admin.query<{ id: string }>(
      "select id from public.runs where event_seq = $1 and workspace_id = $2 order by created_at desc, id desc limit 1",
      [seq, ada.workspace],
    );
    const last = rows[0]?.id ?? "";
    const fromEvent = await treeOf(seq);
    expect(fromEvent).toMatchObject({ isCut: true, root: { isCut: true } });
    expect(fromEvent.root.children).toHaveLength(20);
    const fromRun = await traceEvent.run(me(), { run: last });
    expect(fromRun.root.children.map(({ key }) => key)).toContain(`run:${last}`);
  });

  it("ends where events name each other as their cause", async () => {
    const [one, two] = [newEventId(), newEventId()];
    const ring = { type: "shop.ring.turned", origin: "ui" } as const;
    const seq = await publish(order({ ...ring, id: one, causationId: two }));
    await publish(order({ ...ring, id: two, causationId: one }));
    expect(drawn((await treeOf(seq)).root)).toHaveLength(2);
  });
});

describe("somebody else's events and runs", () => {
  it("are not found, and do not appear in a tree of one's own", async () => {
    const seq = await publish(order());
    await settled(seq, "shop.order.done");
    const [run] = await listRunsVerb.run(me(), { automationId: chain, limit: 1 });
    const stranger = contextOf(services, eve);
    expect(await refusal(traceEvent.run(stranger, { run: run?.id }))).toEqual([
      "not_found",
      undefined,
    ]);
    const own = order({ workspace: eve.workspace, causationId: `run:${run?.id}/note` });
    const place = await publish(own);
    const { root } = await traceEvent.run(stranger, { seq: place });
    expect(flatten(root)).toHaveLength(1);
    expect(root).toMatchObject({ lostCause: own.causationId });
    expect(drawn((await treeOf(seq)).root).join("\n")).not.toContain(own.id);
  });
});
