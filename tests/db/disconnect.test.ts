import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import { enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { disconnect, disconnectEffects } from "@/lib/verbs/connections/disconnect";
import type { Services } from "@/lib/verbs/types";
import type { SlackSandbox } from "@/sandbox/slack/server";
import { startSlack, TEAM } from "@/sandbox/slack/testing";

import { connectSlack, contextOf, refusal, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** A provider whose tokens prove themselves: whether they end there is asked there. */
let test: TestStack;
let slack: SlackSandbox;
let services: Services;
let ada: TestUser;
let bob: TestUser;
const tokens: string[] = [];

const noting: typeof fetch = (url, init) => {
  const bearer = new Headers(init?.headers).get("authorization") ?? "";
  tokens.push(bearer.replace("Bearer ", ""));
  return fetch(url, init);
};

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  slack = await startSlack();
  services = testServices(test, { SLACK_API_BASE: slack.url }, { fetch: noting });
  ada = await test.signUp("ada");
  bob = await test.signUp("bob");
});
afterAll(async () => {
  await services.db.end();
  await slack.close();
  await test.stop();
});
beforeEach(async () => {
  tokens.length = 0;
  slack.faults.clear();
  await test.admin.query("delete from public.connections");
});

const rows = async () =>
  (
    await test.admin.query<{ id: string; status: string; secrets: number }>(
      `select c.id, c.status, (select count(*)::int from private.connection_secrets s where s.connection_id = c.id) as secrets
         from public.connections c order by c.connected_at`,
    )
  ).rows;
const leave = (user: TestUser, id = "") => disconnect.run(contextOf(services, user), { id });
async function isGood(token = "") {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${slack.url}/api/auth.test`, { method: "POST", headers });
  return ((await answer.json()) as { ok: boolean }).ok;
}

describe("leaving a provider that is told by the token itself", () => {
  it("ends the token there, then deletes it here", async () => {
    await connectSlack(services, ada, slack);
    const [row] = await rows();
    expect(await leave(ada, row?.id)).toEqual({ account: TEAM, upstream: true });
    expect(await rows()).toMatchObject([{ status: "revoked", secrets: 0 }]);
    expect(tokens).toEqual([expect.stringMatching(/^xoxb-/)]);
    expect(await isGood(tokens[0])).toBe(false);
  });

  it("stays connected and says so while the provider fails, and can be tried again", async () => {
    await connectSlack(services, ada, slack);
    const [row] = await rows();
    for (const fault of [
      { kind: "status", status: 503 },
      { kind: "status", status: 429 },
      { kind: "drop" },
    ] as const) {
      slack.faults.add({ match: { path: "/api/auth.revoke" }, times: 1, ...fault });
      expect((await refusal(leave(ada, row?.id)))[0]).toBe("upstream");
      expect(await rows()).toMatchObject([{ status: "active", secrets: 1 }]);
      expect(await isGood(tokens.at(-1))).toBe(true);
    }
    expect(await leave(ada, row?.id)).toMatchObject({ upstream: true });
    expect(await isGood(tokens.at(-1))).toBe(false);
  });

  it("takes a token that has ended already as ended, also when the answer was lost", async () => {
    await connectSlack(services, ada, slack);
    const [row] = await rows();
    slack.faults.add({
      match: { path: "/api/auth.revoke" },
      times: 1,
      kind: "drop",
      afterEffect: true,
    });
    expect((await refusal(leave(ada, row?.id)))[0]).toBe("upstream");
    expect(await leave(ada, row?.id)).toMatchObject({ upstream: true });
    expect(await rows()).toMatchObject([{ status: "revoked" }]);
  });

  it("tells the provider only when the last workspace leaves", async () => {
    await connectSlack(services, ada, slack);
    await connectSlack(services, bob, slack);
    const [first, last] = await rows();
    expect(await leave(ada, first?.id)).toMatchObject({ upstream: false });
    expect(tokens).toEqual([]);
    expect(await leave(bob, last?.id)).toMatchObject({ upstream: true });
  });

  it("disconnects without a call when no token is left to end", async () => {
    await connectSlack(services, ada, slack);
    await test.admin.query("delete from private.connection_secrets");
    const [row] = await rows();
    expect(await leave(ada, row?.id)).toMatchObject({ upstream: false });
    expect([tokens, await rows()]).toMatchObject([[], [{ status: "revoked" }]]);
  });

  it("keeps the token out of the log of events and the audit trail", async () => {
    await connectSlack(services, ada, slack);
    const [row] = await rows();
    await leave(ada, row?.id);
    const { rows: written } = await test.admin.query(
      "select to_jsonb(e) from mesh.event e union all select to_jsonb(a) from public.audit_log a",
    );
    expect(written.length).toBeGreaterThan(0);
    expect(JSON.stringify(written)).not.toContain("xoxb-");
  });
});

it("names the enabled automations that would stop working", async () => {
  await connectSlack(services, ada, slack);
  const [row] = await rows();
  const me = contextOf(services, ada);
  const tell = (name: string, on: object) => ({
    schema: 1,
    name,
    on,
    steps: [{ id: "tell", use: "slack.messages.post", with: { channel: "#a", text: "Hi" } }],
  });
  const listening = { event: "slack.message.received" };
  const save = async (definition: object, isEnabled: boolean) => {
    const { id } = await saveAutomation.run(me, { definition });
    if (isEnabled) await enableAutomationVerb.run(me, { id });
  };
  await save(tell("Calls it", { manual: true }), true);
  await save(tell("Is off", { manual: true }), false);
  const publish = [{ id: "say", publish: "it.happened" }];
  await save({ schema: 1, name: "Hears it", on: listening, steps: publish }, true);
  await save({ schema: 1, name: "Elsewhere", on: { manual: true }, steps: publish }, true);
  const { automations } = await disconnectEffects.run(me, { id: row?.id });
  expect(automations.map(({ name }) => name)).toEqual(["Calls it", "Hears it"]);
});
