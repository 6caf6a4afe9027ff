import { type ChildProcess, fork, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import net from "node:net";
import path from "node:path";

import { appVariables, sandboxVariables, EMULATORS, emulatorKeys } from "./emulators.ts";

/**
 * Starts everything that one machine needs: the embedded database and auth, the Stripe sandbox, the app.
 * What the environment (or `.env.local`) already names is used instead of starting an emulator.
 * Usage: `node scripts/dev.ts [dev|start]`; `PORT` (3000) and `DATA_DIR` (`.data`) may be set.
 * `DEMO_DATA=0` leaves the demo account's workspace empty.
 */
const root = path.resolve(import.meta.dirname, "..");
const mode = process.argv[2] === "start" ? "start" : "dev";
const say = (message: string) => console.log(`▸ ${message}`);

if (existsSync(path.join(root, ".env.local"))) process.loadEnvFile(path.join(root, ".env.local"));
const port = Number(process.env["PORT"] || 3000);
const appUrl = process.env["NEXT_PUBLIC_APP_URL"] || `http://localhost:${port}`;
const dataDir = path.resolve(root, process.env["DATA_DIR"] ?? ".data");
const runFile = path.join(dataDir, "run.json");
/** What a development server that started with its emulators waits for: their addresses and keys. */
const emulatorsFile = path.join(dataDir, "emulators.json");

interface StackReady {
  readonly env: Record<string, string>;
  readonly stripe: {
    clientId: string;
    secretKey: string;
    webhookSecret: string;
    adminToken: string;
  };
  readonly adminUrl: string;
  readonly mailUrl: string;
}

const children: Record<string, ChildProcess | undefined> & {
  web?: ChildProcess;
  database?: ChildProcess;
} = {};
let exitCode = 0;
let stopping = false;

const running = (child: ChildProcess | undefined): child is ChildProcess =>
  child !== undefined && child.exitCode === null && child.signalCode === null;

/** Web first, database last, so that requests in flight can finish. */
async function stop(signal: NodeJS.Signals): Promise<void> {
  if (stopping) return;
  stopping = true;
  const { web, database, ...sandboxes } = children;
  for (const child of [web, ...Object.values(sandboxes), database]) {
    if (!running(child)) continue;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(child === children.web ? signal : "SIGTERM");
    const hard = setTimeout(() => child.kill("SIGKILL"), 20_000);
    await gone;
    clearTimeout(hard);
  }
  for (const file of [runFile, emulatorsFile]) rmSync(file, { force: true });
  process.exit(exitCode);
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

/** A process that a recorded run of this project started and that is still there. Pids are recycled, so its folder must match. */
function isOurs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || readlinkSync(`/proc/${pid}/cwd`) === root;
  } catch {
    return false;
  }
}

/** Ends what an earlier run left. Returns whether there was such a run. */
async function clearStaleRun(): Promise<boolean> {
  if (!existsSync(runFile)) return false;
  const run = JSON.parse(readFileSync(runFile, "utf8")) as {
    pid: number;
    children: number[];
    url: string;
  };
  if (isOurs(run.pid))
    fail(`The dashboard already runs at ${run.url} (process ${run.pid}). Stop it there first.`);
  const stale = run.children.filter((pid) => isOurs(pid));
  if (stale.length > 0) say(`stopping what an earlier run left: ${stale.join(", ")}`);
  for (const pid of stale) process.kill(pid, "SIGTERM");
  for (let waited = 0; stale.some((pid) => isOurs(pid)) && waited < 100; waited++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (waited === 80)
      for (const pid of stale.filter((pid) => isOurs(pid))) process.kill(pid, "SIGKILL");
  }
  rmSync(runFile, { force: true });
  return true;
}

function portIsTaken(): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(true));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(false)));
  });
}

/** Forks a service and waits until it reports `{ready}` over IPC. */
function startService<T>(name: string, script: string, env: Record<string, string>): Promise<T> {
  const child = fork(path.join(root, script), {
    env: { ...process.env, ...env },
    cwd: root,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
  children[name] = child;
  return new Promise((resolve) => {
    child.on("message", (message: { ready?: T }) => message.ready && resolve(message.ready));
    child.once("exit", (code) => {
      if (stopping) return;
      exitCode = code ?? 1;
      console.error(`The ${name} has stopped; its last lines above say why.`);
      void stop("SIGTERM");
    });
  });
}

const given = (name: string) => Boolean(process.env[name]);
const isHosted = ["SUPABASE_URL", "NEXT_PUBLIC_SUPABASE_URL", "DATABASE_URL"].some(given);
/** The app starts together with its emulators. Its production build is up in a second and waits for nothing. */
const isBeside = mode === "dev" && !isHosted;

/** Starts the sandboxes of providers that the environment says nothing of. Their places and keys, by provider. */
async function startSandboxes(seed: string, env: Record<string, string>) {
  const open = EMULATORS.filter(({ id }) =>
    ["CLIENT_ID", "API_BASE"].every((name) => !given(`${id.toUpperCase()}_${name}`)),
  );
  const started = open.map(async (emulator) => {
    const keys = emulatorKeys(emulator, seed);
    const { url } = await startService<{ url: string }>(
      `${emulator.id} sandbox`,
      `sandbox/${emulator.id}/main.ts`,
      sandboxVariables(emulator, keys, { appUrl, port, dataDir }),
    );
    Object.assign(env, appVariables(emulator, keys, url));
    return [emulator.id, { url, adminToken: keys.adminToken }] as const;
  });
  return Object.fromEntries(await Promise.all(started));
}

/** The local emulators that the environment leaves room for, as environment variables of the app. */
async function startEmulators(): Promise<{ env: Record<string, string>; notes: string[] }> {
  const env: Record<string, string> = {};
  const notes: string[] = [];
  if (isHosted) return { env, notes };
  say("starting the embedded database and auth service");
  const stack = await startService<StackReady>("database", "supabase/embedded/main.ts", {
    DATA_DIR: dataDir,
    NEXT_PUBLIC_APP_URL: appUrl,
    DO_NOT_TRACK: "1",
    LITE_TELEMETRY: "0",
  });
  Object.assign(env, stack.env, { DEMO_DATA: process.env["DEMO_DATA"] ?? "1" });
  notes.push(`mail      ${stack.mailUrl}`);
  const sandboxes = startSandboxes(stack.stripe.adminToken, env);
  let sandboxUrl: string | undefined;
  if (!given("STRIPE_SECRET_KEY") && !given("STRIPE_CLIENT_ID")) {
    say("starting the Stripe sandbox");
    const { clientId, secretKey, webhookSecret, adminToken } = stack.stripe;
    const sandbox = await startService<{ url: string }>("sandbox", "sandbox/stripe/main.ts", {
      SANDBOX_PORT: process.env["SANDBOX_PORT"] ?? "0",
      SANDBOX_PLATFORM_NAME: "Agentic dashboard",
      SANDBOX_CLIENT_ID: clientId,
      SANDBOX_SECRET_KEY: secretKey,
      SANDBOX_REDIRECT_URI: `${appUrl}/api/auth/stripe/callback`,
      SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${port}/api/webhooks/stripe`,
      SANDBOX_WEBHOOK_SECRET: webhookSecret,
      SANDBOX_ADMIN_TOKEN: adminToken,
      SANDBOX_SNAPSHOT: path.join(dataDir, "sandbox.json"),
    });
    sandboxUrl = sandbox.url;
    Object.assign(env, {
      STRIPE_CLIENT_ID: clientId,
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_API_BASE: sandbox.url,
    });
    notes.push(`sandbox   ${sandbox.url}`);
  }
  const tools = await sandboxes;
  for (const [id, { url }] of Object.entries(tools)) notes.push(`${id.padEnd(10)}${url}`);
  writeFileSync(
    path.join(dataDir, "stack.json"),
    JSON.stringify(
      {
        appUrl,
        ...stack.env,
        adminUrl: stack.adminUrl,
        mailUrl: stack.mailUrl,
        tools,
        ...(sandboxUrl
          ? {
              sandbox: {
                url: sandboxUrl,
                secretKey: stack.stripe.secretKey,
                adminToken: stack.stripe.adminToken,
              },
            }
          : {}),
      },
      null,
      1,
    ),
    { mode: 0o600 },
  );
  return { env, notes };
}

function startWeb(env: Record<string, string>): ChildProcess {
  // The local installation with its demo account is for this machine alone.
  const host = isHosted ? process.env["HOST"] || "127.0.0.1" : "127.0.0.1";
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const all: NodeJS.ProcessEnv = {
    ...process.env,
    ...env,
    NEXT_PUBLIC_APP_URL: appUrl,
    NEXT_TELEMETRY_DISABLED: "1",
  };
  if (mode === "start") {
    all["NEXT_MANUAL_SIG_HANDLE"] = "true";
    if (!existsSync(path.join(root, process.env["NEXT_DIST_DIR"] ?? ".next", "BUILD_ID"))) {
      say("building the app");
      const built = spawnSync(process.execPath, [next, "build"], {
        cwd: root,
        env: all,
        stdio: "inherit",
      });
      if (built.status !== 0) fail("The build failed; its last lines above say why.");
    }
  }
  say(mode === "dev" ? "starting the app (development)" : "starting the app");
  return spawn(process.execPath, [next, mode, "-p", String(port), "-H", host], {
    cwd: root,
    env: all,
    stdio: "inherit",
  });
}

/** Beside its emulators any answer will do: for a route's, the compiler would work before anybody asks for a page. */
async function waitUntilHealthy(): Promise<void> {
  const place = isBeside ? "_next/static/none" : "api/health";
  while (!stopping) {
    const response = await fetch(`http://127.0.0.1:${port}/${place}`).catch(() => null);
    await response?.body?.cancel();
    if (response && (isBeside || response.ok)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => void stop(signal === "SIGINT" ? "SIGINT" : "SIGTERM"));
// npm or the terminal was killed hard: without a parent nobody could stop this run.
const parent = process.ppid;
if (process.env["npm_lifecycle_event"])
  setInterval(() => process.ppid !== parent && void stop("SIGTERM"), 1000).unref();

mkdirSync(dataDir, { recursive: true, mode: 0o711 });
const hadStaleRun = await clearStaleRun();
// A server of the earlier run that was killed hard may hold the port for a moment longer.
for (let waited = 0; hadStaleRun && waited < 100 && (await portIsTaken()); waited++)
  await new Promise((resolve) => setTimeout(resolve, 100));
if (await portIsTaken())
  fail(`Port ${port} is taken by another program. Stop it, or choose another: PORT=3100 ./dev.sh`);
const record = () =>
  writeFileSync(
    runFile,
    JSON.stringify({
      pid: process.pid,
      url: appUrl,
      children: Object.values(children).map((child) => child?.pid),
    }),
  );
function runWeb(env: Record<string, string>): void {
  if (stopping) return;
  const web = startWeb(env);
  children.web = web;
  children.database?.send({ webPid: web.pid });
  record();
  web.once("exit", (code, signal) => {
    if (!stopping) exitCode = code ?? (signal ? 0 : 1);
    void stop("SIGTERM");
  });
}

rmSync(emulatorsFile, { force: true });
const emulators = startEmulators();
if (isBeside) runWeb({ EMULATORS_FILE: emulatorsFile });
const { env, notes } = await emulators;
record();
if (isBeside) {
  writeFileSync(`${emulatorsFile}.new`, JSON.stringify(env), { mode: 0o600 });
  renameSync(`${emulatorsFile}.new`, emulatorsFile);
} else runWeb(env);
await waitUntilHealthy();
if (!stopping)
  console.log(
    `\n  Agentic dashboard is ready\n  open      ${appUrl}\n${notes.map((note) => `  ${note}\n`).join("")}  stop      Ctrl-C\n`,
  );
