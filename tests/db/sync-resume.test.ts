import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

import { afterAll, beforeAll, expect, it } from "vitest";

import { createStripeSandbox, type StripeSandbox } from "@/sandbox/stripe/server";
import { CLIENT_ID } from "@/sandbox/stripe/testing";

import { connectAs, PLATFORM_KEY, WEBHOOK_SECRET } from "./services";
import { startTestStack, type TestStack } from "./stack";

/** An import whose workers are killed without warning: `BULK` charges, `KILLS` times; a soak takes 100,000 and 20. */
const BULK = Number(process.env["BULK"] ?? 1500);
const KILLS = Number(process.env["KILLS"] ?? 2);
const ACCOUNT = "acct_1NorthwindRoastr";

let test: TestStack;
let sandbox: StripeSandbox;
let connection: string;
let worker: ChildProcess | undefined;

beforeAll(async () => {
  test = await startTestStack();
  sandbox = await createStripeSandbox({
    seed: "bulk",
    bulkCount: BULK,
    platform: { clientId: CLIENT_ID, secretKey: PLATFORM_KEY, redirectUris: [] },
  });
  sandbox.control.connect(ACCOUNT);
  const ada = await test.signUp("ada");
  connection = (await connectAs(test, ada, ACCOUNT)).id;
}, 120_000);
afterAll(async () => {
  worker?.kill("SIGKILL");
  await sandbox.close();
  await test.stop();
});

function startWorker(): ChildProcess {
  return spawn(process.execPath, ["scripts/worker.ts"], {
    env: {
      ...process.env,
      ...test.stack.env,
      STRIPE_CLIENT_ID: CLIENT_ID,
      STRIPE_SECRET_KEY: PLATFORM_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_BASE: sandbox.url,
      NODE_ENV: "production",
    },
    stdio: "ignore",
  });
}

async function numberOf(query: string): Promise<number> {
  const { rows } = await test.admin.query<{ n: string }>(query, [connection]);
  return Number(rows[0]?.n);
}
const requests = () =>
  numberOf(
    "select coalesce(sum(requests), 0) as n from public.object_imports where connection_id = $1",
  );

/** What the provider lists, by its own pages. */
async function listed(path: string): Promise<string[]> {
  const ids: string[] = [];
  for (let after = ""; ;) {
    const response = await fetch(
      `${sandbox.url}${path}?limit=100${after && `&starting_after=${after}`}`,
      {
        headers: { authorization: `Bearer ${PLATFORM_KEY}`, "stripe-account": ACCOUNT },
      },
    );
    const page = (await response.json()) as { data: { id: string }[]; has_more: boolean };
    ids.push(...page.data.map(({ id }) => id));
    after = page.data.at(-1)?.id ?? "";
    if (!page.has_more) return ids.toSorted();
  }
}

it(
  `has every object once after ${KILLS} kills in the middle of ${BULK} charges`,
  { timeout: 240_000 + BULK * 20 },
  async () => {
    const pages = BULK / 100;
    for (let kill = 1; kill <= KILLS; kill++) {
      worker = startWorker();
      const target = Math.ceil((pages * kill) / (KILLS + 1));
      await expect
        .poll(requests, { timeout: 120_000 + BULK * 5, interval: 20 })
        .toBeGreaterThanOrEqual(target);
      worker.kill("SIGKILL");
      await once(worker, "exit");
      // What a dead process held is free when its lease has run out.
      await test.admin.query(
        "update public.object_syncs set lease_until = now() - interval '1 second'",
      );
    }
    worker = startWorker();
    const open = () =>
      numberOf(
        "select count(*) filter (where state <> 'done') + (count(*) = 0)::int as n from public.object_imports where connection_id = $1",
      );
    await expect.poll(open, { timeout: 180_000 + BULK * 10, interval: 200 }).toBe(0);
    for (const [type, path] of [
      ["charge", "/v1/charges"],
      ["payment_intent", "/v1/payment_intents"],
      ["balance_transaction", "/v1/balance_transactions"],
    ] as const) {
      const { rows } = await test.admin.query<{ id: string }>(
        "select id from public.objects where connection_id = $1 and type = $2",
        [connection, type],
      );
      expect(rows.map(({ id }) => id).toSorted()).toEqual(await listed(path));
    }
    expect(
      await numberOf(
        "select count(*) as n from public.objects where connection_id = $1 and type = 'payment'",
      ),
    ).toBe((await listed("/v1/payment_intents")).length);
  },
);
