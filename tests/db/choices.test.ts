import { afterAll, beforeAll, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import { listChoices } from "@/lib/verbs/automations/choices";
import { findOperations, loadOperations } from "@/lib/verbs/automations/operations";
import { connectKey } from "@/lib/verbs/connections/connect-key";
import type { Services } from "@/lib/verbs/types";
import type { JiraSandbox } from "@/sandbox/jira/server";
import { PASTED, startJira } from "@/sandbox/jira/testing";
import type { SlackSandbox } from "@/sandbox/slack/server";
import { CLIENT_ID, CLIENT_SECRET, startSlack } from "@/sandbox/slack/testing";

import { connectAs, connectSlack, contextOf, refusal, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** What fields of operations can be filled with, read from the emulators. */
let test: TestStack;
let ada: TestUser;
let bob: TestUser;
let services: Services;
let jira: JiraSandbox;
let slack: SlackSandbox;
let clock = Date.now();
let calls: string[] = [];

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  jira = await startJira();
  slack = await startSlack();
  services = testServices(test, {
    JIRA_API_BASE: jira.url,
    SLACK_API_BASE: slack.url,
    SLACK_CLIENT_ID: CLIENT_ID,
    SLACK_CLIENT_SECRET: CLIENT_SECRET,
  });
  const { execute } = services;
  Object.assign(services, {
    now: () => new Date(clock),
    execute: (...asked: Parameters<typeof execute>) => {
      calls.push(asked[1]);
      return execute(...asked);
    },
  });
  ada = await test.signUp("ada");
  bob = await test.signUp("bob");
  await connectKey.run(me(), { provider: "jira", fields: PASTED });
  await connectSlack(services, ada, slack);
});
afterAll(async () => {
  await services.publisher.drain();
  await services.db.end();
  await jira.close();
  await slack.close();
  await test.stop();
});

const me = () => contextOf(services, ada);
const choose = (operation: string, field: string, more: object = {}) =>
  listChoices.run(me(), { operation, field, ...more });

it("lists projects by key and name, and asks for a project before its issue types", async () => {
  const projects = await choose("jira.issues.create", "project");
  expect(projects).toMatchObject({ status: "listed", isCut: false, problem: null });
  expect(projects).toHaveProperty(
    "choices",
    expect.arrayContaining([{ value: "SHOP", label: "Online shop", group: "" }]),
  );
  expect(await choose("jira.issues.create", "issue_type")).toEqual({
    status: "needs",
    fields: ["project"],
  });
  const types = await choose("jira.issues.create", "issue_type", { values: { project: "SHOP" } });
  expect(types).toHaveProperty(
    "choices",
    expect.arrayContaining([{ value: "Task", label: "Task", group: "" }]),
  );
});

it("lists channels and people together, without what is archived or gone", async () => {
  const found = await choose("slack.messages.post", "channel");
  if (found.status !== "listed") throw new Error(found.status);
  expect(found.account).toBe("Northwind");
  const names = (group: string) =>
    found.choices.filter((one) => one.group === group).map(({ label }) => label);
  expect(names("Channels")).toEqual(expect.arrayContaining(["alerts", "general", "sales"]));
  expect(names("Channels")).toEqual(names("Channels").toSorted());
  expect(names("Channels")).not.toContain("old-news");
  expect(names("People").length).toBeGreaterThan(0);
  expect(found.choices.find(({ label }) => label === "general")?.value).toBe("C0GENERAL01");
});

it("says which permission a list lacks, and leaves the connection and its other lists as they are", async () => {
  const states = async () =>
    (
      await test.admin.query<{ status: string; last_error: string | null; told: number }>(
        `select c.status, c.last_error, (select count(*)::int from mesh.event e
           where e.workspace_id = c.workspace_id and e.type like 'connection.%') as told
         from public.connections c where c.workspace_id = $1 and c.provider = 'slack'`,
        [bob.workspace],
      )
    ).rows;
  const fine = [{ status: "active", last_error: null, told: 0 }];
  const ask = () =>
    listChoices.run(contextOf(services, bob), {
      operation: "slack.messages.post",
      field: "channel",
    });
  await connectSlack(services, bob, slack, "chat:write,channels:read");
  const found = await ask();
  if (found.status !== "listed") throw new Error(found.status);
  expect(found.choices.map(({ group }) => group)).toEqual(found.choices.map(() => "Channels"));
  expect(found.choices.map(({ label }) => label)).toContain("general");
  expect(found.problem).toBe(
    "People: The app lacks the permission users:read. Connect Slack again to grant it.",
  );
  expect(await states()).toEqual(fine);

  await connectSlack(services, bob, slack, "chat:write");
  await expect(ask()).rejects.toMatchObject({
    code: "upstream",
    message: "The app lacks the permission channels:read. Connect Slack again to grant it.",
  });
  expect(await states()).toEqual(fine);
});

it("asks once a minute, however many ask", async () => {
  clock += 120_000;
  calls = [];
  const ask = () => choose("jira.issues.create", "project");
  const [first] = await Promise.all([ask(), ask(), ask()]);
  clock += 59_000;
  expect(await ask()).toEqual(first);
  expect(calls).toEqual(["projects.list"]);
  clock += 2_000;
  await ask();
  expect(calls).toEqual(["projects.list", "projects.list"]);
});

it("walks the pages, and keeps no failure", async () => {
  clock += 120_000;
  const { execute } = services;
  const cursors: (string | undefined)[] = [];
  let fails = true;
  Object.assign(services, {
    execute: async (...[, operation, , options]: Parameters<typeof execute>) => {
      if (operation === "users.list") throw new Error("No right to see people");
      if (fails) throw new Error("Away");
      cursors.push(options.cursor);
      const page = cursors.length;
      const channels = Array.from({ length: 200 }, (_, index) => ({
        id: `C${page}AA${index}`,
        name: `c-${page}-${index}`,
      }));
      return { output: { channels }, nextCursor: `page-${page + 1}` };
    },
  });
  try {
    await expect(choose("slack.messages.post", "channel")).rejects.toThrow("Away");
    fails = false;
    const found = await choose("slack.messages.post", "channel");
    if (found.status !== "listed") throw new Error(found.status);
    expect(found).toMatchObject({
      isCut: true,
      problem: "People: This part could not be loaded.",
    });
    expect(found.choices).toHaveLength(1000);
    expect(cursors).toEqual([undefined, "page-2", "page-3", "page-4", "page-5"]);
  } finally {
    Object.assign(services, { execute });
  }
});

it("says that nothing is connected, and reads through no account but one's own of that provider", async () => {
  expect(await choose("stripe.customers.get", "id")).toEqual({ status: "not-connected" });
  const shop = await connectAs(test, ada, "acct_1");
  const theirs = await connectAs(test, bob, "acct_2");
  const ask = (connection: string) => choose("slack.messages.post", "channel", { connection });
  expect(await refusal(ask(shop.id))).toEqual(["invalid", undefined]);
  expect(await refusal(ask(theirs.id))).toEqual(["not_found", undefined]);
  expect(await refusal(choose("slack.messages.post", "text"))).toEqual(["not_found", undefined]);
  expect(await refusal(choose("no.such.thing", "text"))).toEqual(["not_found", undefined]);
  const viewer = contextOf(services, ada, { role: "viewer" });
  const asked = { operation: "slack.messages.post", field: "channel" };
  expect(await refusal(listChoices.run(viewer, asked))).toEqual(["forbidden", undefined]);
});

it("finds operations that nobody wrote, and loads them with their fields", async () => {
  const found = await findOperations.run(me(), { provider: "stripe", text: "coupon create" });
  const create = { name: "stripe.coupons.create", title: "Create a coupon", effect: "write" };
  expect(found).toEqual({ operations: [{ ...create, isCurated: true }], isCut: false });
  const all = await findOperations.run(me(), { provider: "stripe" });
  expect([all.isCut, all.operations[0]?.isCurated]).toEqual([true, true]);
  expect(await findOperations.run(me(), { provider: "jira" })).toEqual({
    operations: [],
    isCut: false,
  });
  const names = ["stripe.coupons.create", "stripe.tokens.create", "stripe.nothing"];
  const { operations } = await loadOperations.run(me(), { names });
  expect(operations.map(({ name }) => name)).toEqual(["stripe.coupons.create"]);
  expect(operations[0]?.fields[0]).toMatchObject({ name: "name", title: "Name" });
});
