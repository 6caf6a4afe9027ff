import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";

import { expect, it } from "vitest";

const script = path.join(import.meta.dirname, "main.ts");
const node = path.resolve(import.meta.dirname, "../../node_modules/.bin/node");
const ENV = {
  SANDBOX_PORT: "0",
  SANDBOX_CLIENT_ID: "ca_main",
  SANDBOX_SECRET_KEY: "sk_test_main",
  SANDBOX_REDIRECT_URI: "http://localhost:3000/back",
  SANDBOX_SEED: "small",
};

function start(env: Record<string, string>): ChildProcess {
  return fork(script, {
    execPath: node,
    execArgv: [],
    env: { ...process.env, ...env },
    silent: true,
  });
}

const ready = (child: ChildProcess) =>
  new Promise<string>((resolve, reject) => {
    child.once("message", (message: { ready: { url: string } }) => resolve(message.ready.url));
    child.once("exit", (code) => reject(new Error(`It ended with ${code} before it was ready.`)));
  });
const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    child.once("exit", resolve);
  });

it.each(["SIGTERM", "SIGINT", "disconnect"] as const)(
  "reports its address and ends on %s",
  async (how) => {
    const child = start(ENV);
    const url = await ready(child);
    expect((await fetch(`${url}/_sandbox/health`)).status).toBe(200);
    const code = ended(child);
    if (how === "disconnect") child.disconnect();
    else child.kill(how);
    expect(await code).toBe(0);
  },
  20_000,
);

it("names what is missing, and refuses a live key", async () => {
  for (const [env, words] of [
    [{ ...ENV, SANDBOX_CLIENT_ID: "" }, "SANDBOX_CLIENT_ID is missing"],
    [{ ...ENV, SANDBOX_SECRET_KEY: "sk_live_x" }, "test key"],
    [{ ...ENV, SANDBOX_SEED: "large" }, "bulk:<charges>, not large"],
    [{ ...ENV, SANDBOX_WEBHOOK_URL: "http://localhost:1/x" }, "SANDBOX_WEBHOOK_SECRET"],
  ] as const) {
    const child = start(env);
    let text = "";
    child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
    expect(await ended(child)).toBe(1);
    expect(text).toContain(words);
  }
}, 20_000);
