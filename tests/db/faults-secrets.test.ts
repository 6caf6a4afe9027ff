import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createVault } from "@/lib/connections/vault";
import { logger } from "@/lib/core/server/logger";
import { openSecret, storeSecret } from "@/lib/db/secrets";
import { receiveWebhook } from "@/lib/ingest/receive";
import { connectKey } from "@/lib/verbs/connections/connect-key";
import { finishOAuth } from "@/lib/verbs/connections/finish-oauth";
import { setWebhookSecret } from "@/lib/verbs/connections/set-webhook-secret";
import { startOAuth } from "@/lib/verbs/connections/start-oauth";
import { testConnection } from "@/lib/verbs/connections/test";
import type { Services } from "@/lib/verbs/types";
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
  connectAs,
  contextOf,
  PLATFORM_KEY,
  refusal,
  signatureOf,
  testServices,
  WEBHOOK_SECRET,
} from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

const OWN_WEBHOOK_SECRET = "whsec_canary0123456789abcdef";
const NEVER_STORED = "canary_secret_never_stored";
/** What a shop wrote beside an object: the synced copy has it, the log, which is streamed and exported, has not. */
const COPY_ALONE = "canary_note_of_the_shop";
/** Texts that no table may hold: secret and restricted keys, signing secrets, refresh tokens, authorisation codes. Sealed text may spell “rt_” inside. */
const SECRET = /(?<![\w-])((sk|rk)_(test|live)|whsec|rt|ac)_[A-Za-z0-9]{10,}/;

let test: TestStack;
let sandbox: StripeSandbox;
let services: Services;
let ada: TestUser;
/** Every secret that went in. */
const canaries = new Set<string>([PLATFORM_KEY, WEBHOOK_SECRET, OWN_WEBHOOK_SECRET, NEVER_STORED]);

const remember: typeof fetch = async (...request) => {
  const answer = await fetch(...request);
  const body = (await answer.clone().json()) as Record<string, unknown>;
  for (const name of ["access_token", "refresh_token"]) canaries.add(String(body[name]));
  return answer;
};

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  sandbox = await startSandbox({
    seed: "small",
    platform: { clientId: CLIENT_ID, secretKey: PLATFORM_KEY, redirectUris: [REDIRECT] },
  });
  services = testServices(test, { STRIPE_API_BASE: sandbox.url }, { fetch: remember });
  ada = await test.signUp("ada");
});
afterAll(async () => {
  await services.db.end();
  await sandbox.close();
  await test.stop();
});

/** Every row of every table, also those of the auth service, as text. */
async function dump(): Promise<Map<string, string>> {
  const { rows } = await test.admin.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema') and has_table_privilege(format('%I.%I', schemaname, tablename), 'select') order by 1",
  );
  const out = new Map<string, string>();
  for (const { name } of rows) {
    const { rows: texts } = await test.admin.query<{ row: string }>(
      `select to_jsonb(t)::text as row from ${name} t`,
    );
    // Bytes read as hexadecimal; a secret must not hide there either.
    const bytes = texts.flatMap(({ row }) =>
      [...row.matchAll(/\\\\x([0-9a-f]+)/g)].map(([, hex = ""]) =>
        Buffer.from(hex, "hex").toString("latin1"),
      ),
    );
    out.set(name, [...texts.map(({ row }) => row), ...bytes].join("\n"));
  }
  return out;
}

async function send(event: object): Promise<void> {
  const body = JSON.stringify(event);
  const request = new Request("http://localhost/api/webhooks/stripe", {
    method: "POST",
    body,
    headers: { "stripe-signature": signatureOf(body, WEBHOOK_SECRET) },
  });
  expect((await receiveWebhook(services, request, "stripe", null)).status).toBe(200);
}

describe("a dump of the database", () => {
  it("holds no secret in clear, whatever way it came in", async () => {
    const context = contextOf(services, ada);
    const { url } = await startOAuth.run(context, { provider: "stripe" });
    const code = sandbox.control.authorize(NORTHWIND_ID);
    canaries.add(code);
    const state = new URL(url).searchParams.get("state") ?? "";
    canaries.add(state);
    await finishOAuth.run(context, { provider: "stripe", state, code });

    const key = sandbox.control.connect(KISSATEN_ID);
    canaries.add(key);
    const byKey = await connectKey.run(context, { provider: "stripe", fields: { pat: key } });
    const wrong = `sk_test_${randomBytes(12).toString("hex")}`;
    canaries.add(wrong);
    await refusal(connectKey.run(context, { provider: "stripe", fields: { pat: wrong } }));
    await setWebhookSecret.run(context, { id: byKey.id, secret: OWN_WEBHOOK_SECRET });
    // A key that stops working is a failure that is remembered in words.
    sandbox.control.disconnect(KISSATEN_ID);
    await refusal(testConnection.run(context, { id: byKey.id }));

    const object = {
      id: "pi_1",
      object: "payment_intent",
      client_secret: NEVER_STORED,
      next_action: { redirect_to_url: { url: `https://x.test/?s=${NEVER_STORED}` } },
      metadata: { note: COPY_ALONE },
      some_secret: NEVER_STORED,
    };
    for (const account of [NORTHWIND_ID, "acct_1Unknown"])
      await send(
        chargeEvent(account, { type: "payment_intent.requires_action", data: { object } }),
      );

    const tables = await dump();
    expect([...tables.keys()]).toEqual(
      expect.arrayContaining([
        "private.connection_secrets",
        "private.quarantine",
        "mesh.event",
        "public.audit_log",
        "public.connections",
      ]),
    );
    expect(tables.get("private.connection_secrets")?.split("\n")).toHaveLength(3);
    expect(tables.get("private.quarantine")).toContain("payment_intent.requires_action");
    expect(tables.get("public.connections")).toContain("needs_reauth");
    expect(canaries.size).toBeGreaterThanOrEqual(9);
    const leaks = [...tables].flatMap(([name, text]) => [
      ...(SECRET.test(text) ? [name] : []),
      ...[...canaries].filter((canary) => text.includes(canary)).map(() => name),
    ]);
    expect(leaks).toEqual([]);
    const withNote = [...tables].filter(([, text]) => text.includes(COPY_ALONE));
    expect(withNote.map(([name]) => name)).toEqual(["private.object_changes"]);
  });
});

describe("the key ring", () => {
  const k1 = { id: "k1", key: randomBytes(32) };
  const k2 = { id: "k2", key: randomBytes(32) };
  const place = () => ({ workspaceId: ada.workspace, connectionId: connection, field: "key" });
  const sealed = async (field = "key") =>
    (
      await test.admin.query<{ sealed: string }>(
        "select sealed from private.connection_secrets where connection_id = $1 and field = $2",
        [connection, field],
      )
    ).rows[0]?.sealed ?? "";
  const open = (vault: ReturnType<typeof createVault>, at = place()) =>
    test.db.withService((trx) => openSecret(trx, vault, at));
  let connection = "";

  beforeAll(async () => {
    connection = (await connectAs(test, ada, "acct_1Ring")).id;
    await test.db.withService((trx) =>
      storeSecret(trx, createVault([k1]), place(), "sk_test_ring"),
    );
  });

  it("opens with the older key and seals with the newer one", async () => {
    expect(await sealed()).toMatch(/^v1\.k1\./);
    const both = createVault([k2, k1]);
    const readers = await Promise.all(Array.from({ length: 20 }, () => open(both)));
    expect(new Set(readers)).toEqual(new Set(["sk_test_ring"]));
    expect(await sealed()).toMatch(/^v1\.k2\./);
    expect(await open(createVault([k2]))).toBe("sk_test_ring");
  });

  it("does not open what a key sealed that is not in the ring, and names that key", async () => {
    await expect(open(createVault([k1]))).rejects.toThrow(/“k2” is not in CREDENTIAL_KEYS/);
    await expect(open(createVault([{ id: "k2", key: k1.key }]))).rejects.toThrow(
      /could not be decrypted/,
    );
  });

  it("opens a text only in its own row, field and workspace", async () => {
    const vault = createVault([k2]);
    const other = await connectAs(test, ada, "acct_1Other");
    const stolen = await sealed();
    for (const [id, field] of [
      [other.id, "key"],
      [connection, "access_token"],
    ]) {
      await test.admin.query(
        "insert into private.connection_secrets (connection_id, field, sealed) values ($1, $2, $3)",
        [id, field, stolen],
      );
      await expect(
        open(vault, { ...place(), connectionId: id ?? "", field: field ?? "" }),
      ).rejects.toMatchObject({ code: "internal" });
    }
    await expect(open(vault, { ...place(), workspaceId: other.id })).rejects.toMatchObject({
      code: "internal",
    });
    expect(await open(vault)).toBe("sk_test_ring");
  });
});
