import { describe, expect, it } from "vitest";

import { startOAuth } from "@/lib/verbs/connections/start-oauth";
import type { Context } from "@/lib/verbs/types";
import { NORTHWIND_ID } from "@/sandbox/stripe/testing";

import {
  ada,
  asked,
  attempts,
  begin,
  bob,
  connections,
  consent,
  finish,
  isConnected,
  provider,
  sandbox,
  services,
  test,
} from "./oauth-fixture";
import { contextOf, refusal, sessionActor } from "./services";

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
    ["in another session", () => ({ actor: sessionActor("another") }), "other_session"],
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
