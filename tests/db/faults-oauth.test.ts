import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { receiveWebhook } from "@/lib/compose/ingest";
import { logger } from "@/lib/core/server/logger";
import { disconnect } from "@/lib/verbs/connections/disconnect";
import { finishOAuth } from "@/lib/verbs/connections/finish-oauth";
import { startOAuth } from "@/lib/verbs/connections/start-oauth";
import type { Context, Services } from "@/lib/verbs/types";
import type { StripeSandbox } from "@/sandbox/stripe/server";
import {
  CLIENT_ID,
  KISSATEN_ID,
  NORTHWIND_ID,
  REDIRECT,
  startSandbox,
} from "@/sandbox/stripe/testing";

import {
  chargeEvent,
  contextOf,
  PLATFORM_KEY,
  refusal,
  signatureOf,
  testServices,
  WEBHOOK_SECRET,
} from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

let test: TestStack;
let sandbox: StripeSandbox;
let services: Services;
let ada: TestUser;
let bob: TestUser;

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  sandbox = await startSandbox({
    seed: "demo",
    platform: { clientId: CLIENT_ID, secretKey: PLATFORM_KEY, redirectUris: [REDIRECT] },
  });
  services = testServices(test, { STRIPE_API_BASE: sandbox.url }, { fetch: counting });
  ada = await test.signUp("ada");
  bob = await test.signUp("bob");
});
afterAll(async () => {
  await services.db.end();
  await sandbox.close();
  await test.stop();
});
beforeEach(async () => {
  await test.admin.query("delete from private.oauth_attempts");
  await test.admin.query("delete from public.connections");
});

const provider = "stripe";
/** Begins to connect, and returns the state that went to the consent page. */
async function begin(context: Context): Promise<string> {
  const { url } = await startOAuth.run(context, { provider });
  return new URL(url).searchParams.get("state") ?? "";
}
const finish = (context: Context, answer: Record<string, unknown>) =>
  finishOAuth.run(context, { provider, ...answer });
const consent = (account = NORTHWIND_ID) => sandbox.control.authorize(account);
async function connect(user: TestUser, by = services) {
  const context = contextOf(by, user);
  return finish(context, { state: await begin(context), code: consent() });
}
const connections = async () =>
  (
    await test.admin.query<{ id: string; status: string; generation: number }>(
      "select id, status, generation from public.connections order by connected_at",
    )
  ).rows;
const secrets = async (id: string) =>
  (await test.admin.query("select from private.connection_secrets where connection_id = $1", [id]))
    .rowCount;
const attempts = async () =>
  (await test.admin.query("select from private.oauth_attempts")).rowCount;
let asked = 0;
const counting: typeof fetch = (...request) => {
  asked++;
  return fetch(...request);
};
const isConnected = (account = NORTHWIND_ID) =>
  sandbox.control.accounts().some((one) => one.id === account && one.connected);

/** A provider that says the account is in live mode. */
const live: typeof fetch = async (...request) => {
  const answer = (await (await fetch(...request)).json()) as Record<string, unknown>;
  return Response.json({ ...answer, livemode: true });
};

/** The owner changes their mind right after consenting. */
const hasty: typeof fetch = async (...request) => {
  const answer = await fetch(...request);
  sandbox.control.disconnect(NORTHWIND_ID);
  return answer;
};

const away: typeof fetch = () => Promise.reject(new TypeError("away"));

const revocation = (at: Date) =>
  chargeEvent(NORTHWIND_ID, {
    type: "account.application.deauthorized",
    created: Math.floor(at.getTime() / 1000),
    data: { object: { id: CLIENT_ID, object: "application" } },
  });

const deliver = async (event: unknown) => {
  const body = JSON.stringify(event);
  const request = new Request("http://localhost/api/webhooks/stripe", {
    method: "POST",
    body,
    headers: { "stripe-signature": signatureOf(body, WEBHOOK_SECRET) },
  });
  return (await receiveWebhook(services, request, "stripe", null)).status;
};

describe("the way back from the consent page", () => {
  it("connects once with the state that was given out, and the state is gone", async () => {
    const context = contextOf(services, ada);
    const state = await begin(context);
    const { rows } = await test.admin.query("select * from private.oauth_attempts");
    expect(JSON.stringify(rows)).not.toContain(state);
    await finish(context, { state, code: consent() });
    expect(await connections()).toMatchObject([{ status: "active" }]);
    expect(await attempts()).toBe(0);
    expect(await refusal(finish(context, { state, code: consent() }))).toEqual([
      "invalid",
      "invalid_state",
    ]);
  });

  it("needs a state, and one that was given out", async () => {
    const context = contextOf(services, ada);
    const before = asked;
    expect((await refusal(finish(context, { code: consent() })))[0]).toBe("invalid");
    expect((await refusal(finish(context, { state: "", code: consent() })))[0]).toBe("invalid");
    expect(await refusal(finish(context, { state: "guessed", code: consent() }))).toEqual([
      "invalid",
      "invalid_state",
    ]);
    expect([asked - before, await connections()]).toEqual([0, []]);
  });

  it.each<[string, () => Partial<Context>, string]>([
    ["in another session", () => ({ sessionId: "another" }), "other_session"],
    [
      "by another person of the workspace",
      () => ({ user: { sub: bob.sub, email: bob.email } }),
      "other_session",
    ],
    ["in another workspace", () => ({ workspaceId: bob.workspace }), "other_workspace"],
  ])("refuses a state that comes back %s, without asking the provider", async (_, change, why) => {
    const state = await begin(contextOf(services, ada));
    const before = asked;
    const context = contextOf(services, ada, change());
    expect(await refusal(finish(context, { state, code: consent() }))).toEqual(["invalid", why]);
    expect([asked - before, await connections(), await attempts()]).toEqual([0, [], 0]);
  });

  it("refuses a state after ten minutes", async () => {
    const context = contextOf(services, ada);
    const state = await begin(context);
    const { rows } = await test.admin.query<{ minutes: string }>(
      "select extract(epoch from expires_at - created_at) / 60 as minutes from private.oauth_attempts",
    );
    expect(Number(rows[0]?.minutes)).toBe(10);
    await test.admin.query("update private.oauth_attempts set expires_at = now() - interval '1 s'");
    const before = asked;
    expect(await refusal(finish(context, { state, code: consent() }))).toEqual([
      "invalid",
      "expired_state",
    ]);
    expect([asked - before, await connections()]).toEqual([0, []]);
  });

  it("refuses members without the role, at both ends", async () => {
    const state = await begin(contextOf(services, ada));
    const member = contextOf(services, ada, { role: "member" });
    expect((await refusal(startOAuth.run(member, { provider })))[0]).toBe("forbidden");
    expect((await refusal(finish(member, { state, code: consent() })))[0]).toBe("forbidden");
    expect(await connections()).toEqual([]);
  });

  it("takes a denial with its state, which is then used up", async () => {
    const context = contextOf(services, ada);
    const state = await begin(context);
    expect(await refusal(finish(context, { state, error: "access_denied" }))).toEqual([
      "invalid",
      "access_denied",
    ]);
    expect(await refusal(finish(context, { state, code: consent() }))).toEqual([
      "invalid",
      "invalid_state",
    ]);
  });

  it("takes an answer without a code as no authorisation", async () => {
    const context = contextOf(services, ada);
    expect(await refusal(finish(context, { state: await begin(context) }))).toEqual([
      "invalid",
      "no_code",
    ]);
  });

  it("connects once when the browser sends the answer twice at once", async () => {
    const context = contextOf(services, ada);
    const state = await begin(context);
    const code = consent();
    const before = asked;
    const outcomes = await Promise.allSettled([
      finish(context, { state, code }),
      finish(context, { state, code }),
    ]);
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(asked - before).toBe(1);
    expect(isConnected()).toBe(true);
  });

  it("refuses a code that was used already", async () => {
    const context = contextOf(services, ada);
    const code = consent();
    await finish(context, { state: await begin(context), code });
    const other = contextOf(services, bob);
    expect(await refusal(finish(other, { state: await begin(other), code }))).toEqual([
      "upstream",
      "invalid_grant",
    ]);
    expect(await connections()).toHaveLength(1);
  });

  it("never sends a code twice, also when the answer is lost", async () => {
    let sent = 0;
    const losing: typeof fetch = async (...request) => {
      sent++;
      await fetch(...request);
      throw new TypeError("connection reset");
    };
    const context = contextOf({ ...services, fetch: losing }, ada);
    const state = await begin(context);
    expect(await refusal(finish(context, { state, code: consent() }))).toEqual([
      "upstream",
      "unreachable",
    ]);
    expect([sent, await connections()]).toEqual([1, []]);
  });

  it("refuses a live account when the attempt was begun in test mode", async () => {
    const context = contextOf({ ...services, fetch: live }, ada);
    const state = await begin(context);
    expect(await refusal(finish(context, { state, code: consent() }))).toEqual([
      "invalid",
      "mode_mismatch",
    ]);
    expect(await connections()).toEqual([]);
  });

  it("saves nothing when access is withdrawn before the account was identified", async () => {
    const context = contextOf({ ...services, fetch: hasty }, ada);
    const state = await begin(context);
    expect(await refusal(finish(context, { state, code: consent() }))).toEqual([
      "upstream",
      "identify_failed",
    ]);
    expect(await connections()).toEqual([]);
  });

  it("refuses the eleventh attempt of an hour", async () => {
    const context = contextOf(services, ada);
    for (let attempt = 0; attempt < 10; attempt++) await begin(context);
    expect(await refusal(begin(context))).toEqual(["rate_limited", "too_many_attempts"]);
    expect(await begin(contextOf(services, bob))).not.toBe("");
  });
});

describe("leaving and coming back", () => {
  it("tells the provider only when the last workspace leaves", async () => {
    const first = await connect(ada);
    const last = await connect(bob);
    expect(await disconnect.run(contextOf(services, ada), { id: first.id })).toMatchObject({
      upstream: false,
    });
    expect(isConnected()).toBe(true);
    expect([await secrets(first.id), (await secrets(last.id)) ?? 0]).toEqual([0, 2]);
    expect(await disconnect.run(contextOf(services, bob), { id: last.id })).toMatchObject({
      upstream: true,
    });
    expect(isConnected()).toBe(false);
    expect((await connections()).map((row) => row.status)).toEqual(["revoked", "revoked"]);
  });

  it("tells the provider when the last two workspaces leave at the same moment", async () => {
    const both = [await connect(ada), await connect(bob)];
    const told = await Promise.all(
      [ada, bob].map((user, index) =>
        disconnect.run(contextOf(services, user), { id: both[index]?.id ?? "" }),
      ),
    );
    expect(told.filter(({ upstream }) => upstream)).toHaveLength(1);
    expect(isConnected()).toBe(false);
  });

  it("stays connected when the provider cannot be told, and can be tried again", async () => {
    const connection = await connect(ada);
    const offline = contextOf({ ...services, fetch: away }, ada);
    expect((await refusal(disconnect.run(offline, { id: connection.id })))[0]).toBe("upstream");
    expect(await connections()).toMatchObject([{ status: "active" }]);
    await disconnect.run(contextOf(services, ada), { id: connection.id });
    expect(isConnected()).toBe(false);
  });

  it("takes an authorisation that has ended already as ended", async () => {
    const connection = await connect(ada);
    sandbox.control.disconnect(NORTHWIND_ID);
    await disconnect.run(contextOf(services, ada), { id: connection.id });
    expect(await connections()).toMatchObject([{ status: "revoked" }]);
  });

  it("cannot be disconnected from another workspace", async () => {
    const connection = await connect(ada);
    const stranger = contextOf(services, bob);
    expect((await refusal(disconnect.run(stranger, { id: connection.id })))[0]).toBe("not_found");
    expect(isConnected()).toBe(true);
  });

  it("repairs the same connection when the account is connected again", async () => {
    const before = await connect(ada);
    await disconnect.run(contextOf(services, ada), { id: before.id });
    const after = await connect(ada);
    expect(after).toMatchObject({
      id: before.id,
      status: "active",
      generation: before.generation + 1,
    });
    expect(await connections()).toHaveLength(1);
    expect(await secrets(before.id)).toBe(2);
  });

  it("keeps two accounts of one workspace apart", async () => {
    await connect(ada);
    const context = contextOf(services, ada);
    await finish(context, { state: await begin(context), code: consent(KISSATEN_ID) });
    expect(await connections()).toHaveLength(2);
  });

  it("ends the connection and deletes its secrets when the account withdraws", async () => {
    const connection = await connect(ada);
    expect(await deliver(revocation(new Date(Date.now() + 1000)))).toBe(200);
    expect(await connections()).toMatchObject([{ status: "revoked" }]);
    expect(await secrets(connection.id)).toBe(0);
  });

  it("ignores a withdrawal that is older than the connection, however often it comes", async () => {
    await connect(ada);
    const late = revocation(new Date(Date.now() - 5000));
    expect([await deliver(late), await deliver(late)]).toEqual([200, 200]);
    expect(await connections()).toMatchObject([{ status: "active" }]);
  });

  it("is not ended by a withdrawal that came before it was made", async () => {
    expect(await deliver(revocation(new Date(Date.now() - 5000)))).toBe(200);
    await connect(ada);
    expect(await connections()).toMatchObject([{ status: "active" }]);
  });
});
