import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import { disableAutomation, enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { connectKey } from "@/lib/verbs/connections/connect-key";
import { setWebhookSecret } from "@/lib/verbs/connections/set-webhook-secret";
import { removeMember, setMemberRole } from "@/lib/verbs/members/change-role";
import { inviteMember } from "@/lib/verbs/members/invite";
import { cancelOpenRuns } from "@/lib/verbs/runs/bulk";
import { cancelRun, startRun } from "@/lib/verbs/runs/control";
import { saveSecret } from "@/lib/verbs/secrets/secrets";
import { createToken } from "@/lib/verbs/tokens/tokens";
import type { Context, Services, Verb } from "@/lib/verbs/types";
import { CLIENT_ID, startSandbox } from "@/sandbox/stripe/testing";

import { connectAs, contextOf, enableAs, PLATFORM_KEY, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

const KEYED = "acct_1KissatenCoffeeJ";
const DEFINITION = {
  schema: 1,
  name: "By hand",
  on: { manual: true },
  steps: [{ id: "wait", delay: "1h" }],
};

let test: TestStack;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let services: Services;
let bob: TestUser;
let owner: Context;
let automationId: string;
let runId: string;
let connectionId: string;

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  sandbox = await startSandbox({
    seed: "demo",
    platform: { clientId: CLIENT_ID, secretKey: PLATFORM_KEY, redirectUris: [] },
  });
  services = testServices(test, {
    STRIPE_API_BASE: sandbox.url,
    AUTOMATION_HTTP_HOSTS: "api.example.com",
  });
  const ada = await test.signUp("ada");
  bob = await test.signUp("bob");
  await test.admin.query("insert into public.memberships values ($1, $2, 'viewer')", [
    ada.workspace,
    bob.sub,
  ]);
  owner = contextOf(services, ada);
  automationId = await enableAs(owner, DEFINITION);
  runId = (await startRun.run(owner, { id: automationId })).id;
  connectionId = (await connectAs(test, ada, "acct_1NorthwindRoastr")).id;
  await test.admin.query("update public.connections set auth_kind = 'key'");
});
afterAll(async () => {
  await services.db.end();
  await sandbox.close();
  await test.stop();
});

/** The content of every table that a verb may change, by name. */
async function content(): Promise<Record<string, unknown>> {
  const { rows } = await test.admin.query<{ name: string }>(
    "select schemaname || '.' || tablename as name from pg_tables where schemaname in ('public', 'private', 'mesh')",
  );
  const entries = rows.map(async ({ name }) => {
    const found = await test.admin.query<{ rows: unknown }>(
      `select array_agg(t::text order by t::text) as rows from ${name} t`,
    );
    return [name, found.rows[0]?.rows] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Runs something while the database refuses rows of the audit log. */
async function withoutAudit<T>(work: () => Promise<T>): Promise<T> {
  await test.admin.query(
    `create function public.refuse_audit() returns trigger language plpgsql as
       $$ begin raise exception 'the audit log is full'; end $$;
     create trigger refuse_audit before insert on public.audit_log for each row execute function public.refuse_audit()`,
  );
  try {
    return await work();
  } finally {
    await test.admin.query("drop function public.refuse_audit() cascade");
  }
}

/** Calls with an effect, in an order in which each can succeed. */
const CALLS: readonly (readonly [Verb, () => unknown])[] = [
  [inviteMember, () => ({ role: "member" })],
  [setMemberRole, () => ({ userId: bob.sub, role: "member" })],
  [removeMember, () => ({ userId: bob.sub })],
  [createToken, () => ({ name: "shop" })],
  [saveSecret, () => ({ name: "billing", value: "secret-value", hosts: ["api.example.com"] })],
  [setWebhookSecret, () => ({ id: connectionId, secret: "whsec_0123456789abcdef" })],
  [connectKey, () => ({ provider: "stripe", fields: { pat: sandbox.control.connect(KEYED) } })],
  [saveAutomation, () => ({ id: automationId, definition: { ...DEFINITION, name: "Renamed" } })],
  [enableAutomationVerb, () => ({ id: automationId })],
  [startRun, () => ({ id: automationId })],
  [cancelRun, () => ({ id: runId })],
  [cancelOpenRuns, () => ({ automationId })],
  [disableAutomation, () => ({ id: automationId })],
];

describe("a call and its audit row", () => {
  it.each(CALLS.map(([verb, input]) => [verb.name, verb, input] as const))(
    "%s changes nothing without the row",
    async (name, verb, input) => {
      const before = await content();
      await expect(withoutAudit(() => verb.run(owner, input()))).rejects.toThrow(
        "the audit log is full",
      );
      expect(await content()).toEqual(before);
      // The same call succeeds with its row, so it did fail because of it.
      await verb.run(owner, input());
      const { rows } = await test.admin.query<{ action: string; actor_id: string }>(
        "select action, actor_id from public.audit_log order by id desc limit 1",
      );
      expect(rows).toEqual([{ action: name, actor_id: owner.user.sub }]);
      expect(await content()).not.toEqual(before);
    },
  );
});
