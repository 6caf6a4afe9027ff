import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { logger } from "@/lib/core/server/logger";
import { finishOAuth } from "@/lib/verbs/connections/finish-oauth";
import { startOAuth } from "@/lib/verbs/connections/start-oauth";
import type { Services } from "@/lib/verbs/types";

import { contextOf, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";
import { TOKEN_PROVIDERS, type TokenProvider } from "./token-providers";

/** Real processes that share a connection whose refresh token is good once. */
let test: TestStack;
let ada: TestUser;
let provider: TokenProvider;
let emulator: Awaited<ReturnType<TokenProvider["start"]>>;
let proxy: http.Server;
let services: Services;
let env: Record<string, string>;
let proxyUrl: string;
let connection: string;
let children: ChildProcess[] = [];

/** A request for a token that is kept on its way. */
interface Held {
  /** Resolves when a request is here. */
  readonly reached: Promise<void>;
  release(): void;
}
let hold: { when: "before" | "after"; reach: () => void; released: Promise<void> } | null = null;

/** Keeps the next exchange: before the provider hears of it, or after, with its answer. */
function holdExchange(when: "before" | "after"): Held {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  hold = { when, reach: reached.resolve, released: released.promise };
  return { reached: reached.promise, release: released.resolve };
}

async function pass(request: http.IncomingMessage, response: http.ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const kept = request.url === provider.tokenPath ? hold : null;
  if (kept) hold = null;
  const wait = async () => {
    kept?.reach();
    await kept?.released;
  };
  if (kept?.when === "before") await wait();
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (!["host", "connection", "content-length"].includes(name)) headers.set(name, String(value));
  const method = request.method ?? "GET";
  const body = Buffer.concat(chunks);
  const answer = await fetch(`${emulator.url}${request.url}`, {
    method,
    headers,
    redirect: "manual",
    ...(method === "GET" ? {} : { body }),
  });
  const text = await answer.text();
  if (kept?.when === "after") await wait();
  response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
}

const control = async (path: string, method = "POST") => {
  const answer = await fetch(`${emulator.url}/_sandbox/${path}`, {
    method,
    headers: { authorization: `Bearer ${emulator.adminToken}` },
    ...(method === "POST" ? { body: "{}" } : {}),
  });
  return (await answer.json()) as { data: { path: string }[] };
};
const exchanges = async () =>
  (await control("requests", "GET")).data.filter(({ path }) => path === provider.tokenPath).length;

async function consent(): Promise<string> {
  const me = contextOf(services, ada);
  const { url } = await startOAuth.run(me, { provider: provider.id });
  const page = await (await fetch(url.replace(proxyUrl, emulator.url))).text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const answer = await fetch(`${emulator.url}${provider.consent.path}`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ csrf, decision: "approve", ...provider.consent.form }),
  });
  const back = new URL(answer.headers.get("location") ?? "");
  const [state, code] = ["state", "code"].map((name) => back.searchParams.get(name));
  return (await finishOAuth.run(me, { provider: provider.id, state, code })).id;
}

async function startCaller(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["tests/db/caller-process.ts"], {
    env: {
      ...process.env,
      ...test.stack.env,
      ...env,
      CONNECTION: JSON.stringify({
        id: connection,
        provider: provider.id,
        workspace: ada.workspace,
        account: provider.account,
        operation: provider.operation,
      }),
      NODE_ENV: "production",
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  children.push(child);
  await once(child, "message");
  return child;
}
async function call(child: ChildProcess, count: number): Promise<string[]> {
  child.send(count);
  const [outcomes] = (await once(child, "message")) as [string[]]; // what caller-process.ts sends
  return outcomes;
}
const endLease = () =>
  test.admin.query("update private.connection_tokens set lease_until = now() - interval '1 s'");
const stored = async () =>
  (
    await test.admin.query<{ sealed: string; version: string }>(
      `select s.sealed, t.version from private.connection_secrets s
       join private.connection_tokens t using (connection_id) where s.field = 'refresh_token'`,
    )
  ).rows[0];
const state = async () =>
  (
    await test.admin.query(
      `select c.status, (select count(*)::int from mesh.event e where e.type = 'connection.needs_reauth' and e.subject = c.id::text) as told
       from public.connections c`,
    )
  ).rows[0];

beforeAll(async () => {
  logger.level = "silent";
  test = await startTestStack();
  proxy = http.createServer((request, response) => void pass(request, response));
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  env = Object.assign({}, ...TOKEN_PROVIDERS.map((one) => one.env(proxyUrl))) as typeof env;
  services = testServices(test, env);
  ada = await test.signUp("ada");
});
async function begin(lenient = false) {
  emulator = await provider.start(lenient);
  await test.admin.query("delete from public.connections");
  connection = await consent();
  await control("expire");
}
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
  await emulator.close();
});
afterAll(async () => {
  await services.db.end();
  proxy.close();
  await test.stop();
});

describe.each(TOKEN_PROVIDERS)("a token of $id that two processes share", (one) => {
  beforeEach(async () => {
    provider = one;
    await begin();
  });

  it("is renewed once for fifty callers", async () => {
    const [one, other] = await Promise.all([startCaller(), startCaller()]);
    const before = await exchanges();
    const outcomes = (await Promise.all([call(one, 25), call(other, 25)])).flat();
    expect(outcomes).toEqual(Array(50).fill("ok"));
    expect((await exchanges()) - before).toBe(1);
    expect(await state()).toEqual({ status: "active", told: 0 });
  });

  it.skipIf(!one.hasGrace)("is not overwritten by a holder that comes late", async () => {
    await emulator.close();
    await begin(true);
    const [slow, quick] = await Promise.all([startCaller(), startCaller()]);
    const held = holdExchange("after");
    const late = call(slow, 1);
    await held.reached;
    await endLease();
    expect(await call(quick, 5)).toEqual(Array(5).fill("ok"));
    const before = await stored();
    held.release();
    expect(await late).toEqual(["ok"]); // by the token that the quick one saved
    expect(await stored()).toEqual(before);
    expect(await state()).toEqual({ status: "active", told: 0 });
  });

  it("that was renewed by the other one is read again before the authorisation counts as ended", async () => {
    const [slow, quick] = await Promise.all([startCaller(), startCaller()]);
    const held = holdExchange("before");
    const late = call(slow, 1);
    await held.reached;
    await endLease();
    expect(await call(quick, 5)).toEqual(Array(5).fill("ok"));
    held.release(); // its refresh token is spent by now
    expect(await late).toEqual(["ok"]);
    expect(await state()).toEqual({ status: "active", told: 0 });
  });

  it("needs a new authorisation when its winner is killed with the only new one", async () => {
    const [winner, other] = await Promise.all([startCaller(), startCaller()]);
    const held = holdExchange("after");
    winner.send(1);
    await held.reached;
    winner.kill("SIGKILL");
    await once(winner, "exit");
    await endLease();
    held.release();
    expect(await call(other, 10)).toEqual(Array(10).fill("reconnect"));
    expect(await state()).toEqual({ status: "needs_reauth", told: 1 });
  });
});
