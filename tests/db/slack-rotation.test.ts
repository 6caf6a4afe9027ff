import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import { disconnect } from "@/lib/verbs/connections/disconnect";
import { finishOAuth } from "@/lib/verbs/connections/finish-oauth";
import { startOAuth } from "@/lib/verbs/connections/start-oauth";
import { testConnection } from "@/lib/verbs/connections/test";
import type { Context, Services } from "@/lib/verbs/types";
import type { SlackSandbox } from "@/sandbox/slack/server";
import { CLIENT_ID, CLIENT_SECRET, consent, startSlack, TEAM } from "@/sandbox/slack/testing";

import { contextOf, refusal, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** Slack with an app that rotates its tokens: they end after twelve hours, and each refresh token is good once. */
let test: TestStack;
let slack: SlackSandbox;
let services: Services;
let ada: TestUser;
let me: Context;
let id: string;

const ACCESS = { path: "/api/oauth.v2.access" };
const row = async () =>
  (
    await test.admin.query<{ status: string; hours: number | null; fields: string[] | null }>(
      `select c.status, round(extract(epoch from t.expires_at - t.issued_at) / 3600)::int as hours,
         (select array_agg(s.field::text order by s.field) from private.connection_secrets s
           where s.connection_id = c.id) as fields
       from public.connections c left join private.connection_tokens t on t.connection_id = c.id
       where c.id = $1`,
      [id],
    )
  ).rows[0];
const isInstalled = async () => {
  const answer = await fetch(`${slack.url}/_sandbox/state`, {
    headers: { authorization: `Bearer ${slack.adminToken}` },
  });
  const { teams } = (await answer.json()) as { teams: { id: string; connected: boolean }[] };
  return teams.find((team) => team.id === TEAM)?.connected;
};
const check = () => testConnection.run(me, { id });
/** Twelve hours later: the token is over there, and known to be over here. */
async function waitTwelveHours() {
  slack.expire();
  await test.admin.query(
    `update private.connection_tokens
     set issued_at = issued_at - interval '12 h', expires_at = expires_at - interval '12 h'`,
  );
}

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  slack = await startSlack({ rotates: true });
  services = testServices(test, {
    SLACK_API_BASE: slack.url,
    SLACK_CLIENT_ID: CLIENT_ID,
    SLACK_CLIENT_SECRET: CLIENT_SECRET,
  });
  ada = await test.signUp("ada");
  me = contextOf(services, ada);
});
afterAll(async () => {
  await services.db.end();
  await slack.close();
  await test.stop();
});
beforeEach(async () => {
  slack.faults.clear();
  slack.disconnect(TEAM);
  await test.admin.query("delete from public.connections");
  const { url } = await startOAuth.run(me, { provider: "slack" });
  const state = new URL(url).searchParams.get("state");
  const code = (await consent(slack, "approve")).searchParams.get("code");
  id = (await finishOAuth.run(me, { provider: "slack", state, code })).id;
});

describe("tokens that rotate", () => {
  it("are sealed with their end and what renews them, and renewed when they are over", async () => {
    const fine = { status: "active", hours: 12, fields: ["access_token", "refresh_token"] };
    expect(await row()).toEqual(fine);
    for (let half = 0; half < 3; half++) {
      await waitTwelveHours();
      expect(await check()).toMatchObject({ account: TEAM });
      expect(await row()).toEqual(fine);
    }
  });

  it("are renewed after Slack says that one is over, whatever the clock here says", async () => {
    slack.expire();
    expect(await check()).toMatchObject({ account: TEAM });
    expect(await row()).toMatchObject({ status: "active" });
  });

  it("ask for a new consent once the refresh token is spent, and for patience while Slack fails", async () => {
    await waitTwelveHours();
    slack.faults.add({ match: ACCESS, times: 1, kind: "status", status: 503 });
    await expect(check()).rejects.toMatchObject({ retryable: true });
    expect(await row()).toMatchObject({ status: "degraded" });
    // The answer is lost, and the only new token with it.
    await test.admin.query("update private.connection_tokens set not_before = null");
    slack.faults.add({ match: ACCESS, times: 1, kind: "drop", afterEffect: true });
    await expect(check()).rejects.toMatchObject({ retryable: true });
    await test.admin.query("update private.connection_tokens set not_before = null");
    await expect(check()).rejects.toMatchObject({ action: "reconnect" });
    expect(await row()).toMatchObject({ status: "needs_reauth" });
  });
});

describe("leaving with a token that is over", () => {
  const leave = () => disconnect.run(me, { id });

  it("renews it to end it", async () => {
    await waitTwelveHours();
    expect(await isInstalled()).toBe(true);
    expect(await leave()).toEqual({ account: TEAM, upstream: true });
    expect(await isInstalled()).toBe(false);
    expect(await row()).toEqual({ status: "revoked", hours: null, fields: null });
  });

  it("stays while Slack cannot renew it, and takes one that nothing renews as ended", async () => {
    await waitTwelveHours();
    slack.faults.add({ match: ACCESS, times: 1, kind: "status", status: 503 });
    expect((await refusal(leave()))[0]).toBe("upstream");
    expect(await row()).toMatchObject({ status: "degraded" }); // not answering, and still connected
    await test.admin.query("update private.connection_tokens set not_before = null");
    slack.disconnect(TEAM);
    expect(await isInstalled()).toBe(false);
    expect(await leave()).toMatchObject({ upstream: true });
    expect(await row()).toMatchObject({ status: "revoked", fields: null });
  });
});
