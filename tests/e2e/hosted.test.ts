import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { createStripeSandbox, type StripeSandbox } from "@/sandbox/stripe/server";
import { freePort } from "@/supabase/embedded/postgres";
import { startStack, type LocalStack } from "@/supabase/embedded/stack";

/** Services that somebody else runs, as far as the app can tell: their addresses arrive by environment alone. */
let stack: LocalStack;
let sandbox: StripeSandbox;
const root = mkdtempSync(path.join(tmpdir(), "dashboard-hosted-"));

const READY = "is ready";

interface Run {
  readonly output: string;
  readonly code: number | null;
}

/** Starts `npm start`'s script with this environment alone, and stops it once it is ready, if it ever is. */
function start(env: Record<string, string>, port: number): Promise<Run & { healthy: boolean }> {
  const child = spawn(process.execPath, ["scripts/dev.ts", "start"], {
    env: {
      NODE_ENV: "production",
      PATH: process.env["PATH"] ?? "",
      PORT: String(port),
      DATA_DIR: path.join(root, "run"),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve) => {
    let output = "";
    let healthy = false;
    const read = (chunk: Buffer) => {
      const seen = output.includes(READY);
      output += chunk.toString();
      if (seen || !output.includes(READY)) return;
      void fetch(`http://127.0.0.1:${port}/api/health`)
        .then((response) => (healthy = response.ok))
        .catch(() => {})
        .finally(() => child.kill("SIGTERM"));
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => resolve({ output, code, healthy }));
  });
}

function hostedEnv(port: number): Record<string, string> {
  const local = ["EMBEDDED_STACK", "DEMO_EMAIL", "DEMO_PASSWORD"];
  return {
    ...Object.fromEntries(Object.entries(stack.env).filter(([name]) => !local.includes(name))),
    NEXT_PUBLIC_APP_URL: `http://localhost:${port}`,
    STRIPE_CLIENT_ID: stack.keys.stripe.clientId,
    STRIPE_SECRET_KEY: stack.keys.stripe.secretKey,
    STRIPE_WEBHOOK_SECRET: stack.keys.stripe.webhookSecret,
    STRIPE_API_BASE: sandbox.url,
  };
}

beforeAll(async () => {
  stack = await startStack({
    root: path.join(root, "stack"),
    siteUrl: "http://localhost:3000",
    log: () => {},
  });
  const { clientId, secretKey } = stack.keys.stripe;
  sandbox = await createStripeSandbox({
    port: 0,
    seed: "small",
    platform: { clientId, secretKey, redirectUris: ["http://localhost:3000/x"] },
  });
});
afterAll(async () => {
  await sandbox.close();
  await stack.stop();
  rmSync(root, { recursive: true, force: true });
});

it("uses the services that the environment names and starts none of its own", async () => {
  const port = await freePort();
  const run = await start(hostedEnv(port), port);
  expect(run.output).not.toContain("embedded database");
  expect(run.output).not.toContain("starting the Stripe sandbox");
  expect(run).toMatchObject({ healthy: true, code: 0 });
});

it.each([
  ["CREDENTIAL_KEYS", undefined, "CREDENTIAL_KEYS is missing."],
  ["CREDENTIAL_KEYS", "k1:short", "CREDENTIAL_KEYS must read"],
  ["SUPABASE_PUBLISHABLE_KEY", undefined, "SUPABASE_PUBLISHABLE_KEY is missing."],
  ["STRIPE_WEBHOOK_SECRET", undefined, "STRIPE_WEBHOOK_SECRET is missing: set all three"],
  ["NEXT_PUBLIC_APP_URL", "http://dashboard.example.com", "plain http on another host"],
])("stops with a sentence when %s is %s", async (name, value, sentence) => {
  const port = await freePort();
  const { [name]: _left, ...env } = hostedEnv(port);
  const run = await start({ ...env, ...(value === undefined ? {} : { [name]: value }) }, port);
  expect(run.output).toContain("The dashboard cannot start.");
  expect(run.output).toContain(sentence);
  expect(run.code).toBe(1);
});

it("says in one sentence that a stranger has the port", async () => {
  const { createServer } = await import("node:net");
  const port = await freePort();
  const stranger = createServer().listen(port, "127.0.0.1");
  const run = await start(hostedEnv(port), port);
  stranger.close();
  expect(run.code).toBe(1);
  expect(run.output.trim()).toBe(
    `Port ${port} is taken by another program. Stop it, or choose another: PORT=3100 ./dev.sh`,
  );
});
