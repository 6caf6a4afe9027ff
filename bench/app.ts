import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

import { createServerClient } from "@supabase/ssr";
import { Pool } from "pg";

import { sessionCookie } from "@/lib/core/server/session-cookie";
import { freePort } from "@/supabase/embedded/postgres";

import { addDatabase } from "./database.ts";
import { build, copyFolder } from "./harness.ts";
import { makeDataFolder, removeDataFolder } from "./temporary.ts";

/** The built app with its own database and sandbox, as `npm start` runs it. */
export interface BenchApp {
  readonly port: number;
  readonly url: string;
  readonly webhookSecret: string;
  readonly admin: Pool;
  readonly superUrl: string;
  /** Where the keys of this installation are. */
  readonly keysFile: string;
  /** The variables that the app was started with, as far as they name its services and keys. */
  readonly env: Readonly<Record<string, string>>;
  /** The demo user's workspace. */
  readonly workspace: string;
  /** Signs the demo user in, or makes an account with this address. Returns the `cookie` header. */
  signIn(email?: string): Promise<string>;
  stop(): Promise<void>;
}

interface StackFile {
  readonly adminUrl: string;
  readonly SUPABASE_URL: string;
  readonly SUPABASE_PUBLISHABLE_KEY: string;
  readonly DEMO_EMAIL: string;
  readonly DEMO_PASSWORD: string;
}
interface KeysFile {
  readonly passwords: { readonly supabase_admin: string };
  readonly stripe: {
    readonly clientId: string;
    readonly secretKey: string;
    readonly webhookSecret: string;
  };
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill("SIGTERM");
});

/** Ends a child when this process is interrupted. */
export function watched(child: ChildProcess): ChildProcess {
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}

/** Waits until a page answers 200. */
export async function untilOk(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`${url}: the server has ended (${child.exitCode}).`);
    const response = await fetch(url).catch(() => null);
    await response?.arrayBuffer();
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Signs in with this address and the demo password; an account that is not there is made. Returns the `cookie` header. */
async function signIn(stack: StackFile, url: string, email: string): Promise<string> {
  const jar = new Map<string, string>();
  const client = createServerClient(stack.SUPABASE_URL, stack.SUPABASE_PUBLISHABLE_KEY, {
    cookieOptions: sessionCookie(url),
    cookies: {
      getAll: () => [...jar].map(([name, value]) => ({ name, value })),
      setAll: (all) => {
        for (const { name, value } of all) jar.set(name, value);
      },
    },
  });
  const credentials = { email, password: stack.DEMO_PASSWORD };
  const { error } =
    email === stack.DEMO_EMAIL
      ? await client.auth.signInWithPassword(credentials)
      : await client.auth.signUp(credentials);
  if (error) throw error;
  return [...jar].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("; ");
}

/** Starts the production build of the staged copy. */
export async function startBenchApp(): Promise<BenchApp> {
  const folder = copyFolder();
  build(folder);
  const port = await freePort();
  const dataDir = makeDataFolder();
  const url = `http://localhost:${port}`;
  const child = watched(
    spawn(process.execPath, ["scripts/dev.ts", "start"], {
      cwd: folder,
      env: {
        ...process.env,
        PORT: String(port),
        DATA_DIR: dataDir,
        NODE_ENV: "production",
        LOG_LEVEL: "error",
        NEXT_PUBLIC_APP_URL: url,
        DEMO_DATA: "0",
      },
      stdio: ["ignore", "ignore", "inherit"],
    }),
  );
  await untilOk(`http://127.0.0.1:${port}/api/health`, child);
  const stack = readJson(path.join(dataDir, "stack.json")) as StackFile;
  const keys = readJson(path.join(dataDir, "keys.json")) as KeysFile;
  const admin = new Pool({ connectionString: stack.adminUrl, max: 4 });
  const superUrl = new URL(stack.adminUrl);
  superUrl.username = "supabase_admin";
  superUrl.password = keys.passwords.supabase_admin;
  const { rows } = await admin.query<{ workspace_id: string }>(
    "select workspace_id from public.memberships limit 1",
  );
  return {
    port,
    url,
    admin,
    superUrl: superUrl.href,
    keysFile: path.join(dataDir, "keys.json"),
    env: {
      ...Object.fromEntries(Object.entries(stack).filter(([, value]) => typeof value === "string")),
      NEXT_PUBLIC_APP_URL: url,
      STRIPE_CLIENT_ID: keys.stripe.clientId,
      STRIPE_SECRET_KEY: keys.stripe.secretKey,
      STRIPE_WEBHOOK_SECRET: keys.stripe.webhookSecret,
    },
    webhookSecret: keys.stripe.webhookSecret,
    workspace: rows[0]?.workspace_id ?? "",
    signIn: (email = stack.DEMO_EMAIL) => signIn(stack, url, email),
    async stop() {
      await admin.end();
      await stopProcess(child);
      removeDataFolder(dataDir);
    },
  };
}

/** Starts the process that only receives webhooks, beside the app and over its database. */
export async function startIngest(app: BenchApp): Promise<{ port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const child = watched(
    spawn(process.execPath, ["scripts/ingest.ts"], {
      cwd: copyFolder(),
      env: {
        ...process.env,
        ...app.env,
        NODE_ENV: "production",
        LOG_LEVEL: "error",
        INGEST_PORT: String(port),
      },
      stdio: ["ignore", "ignore", "inherit"],
    }),
  );
  await untilOk(`http://127.0.0.1:${port}/api/health`, child);
  return { port, stop: () => stopProcess(child) };
}

/** The sibling app of `bench/floor-app`, on databases of its own in the same cluster. */
export async function startFloorApp(
  app: BenchApp,
): Promise<{ port: number; stop(): Promise<void>; insertUrl: string; syncUrl: string }> {
  const folder = path.join(copyFolder(), "bench/floor-app");
  build(folder);
  const insertUrl = await addDatabase(app.superUrl, "floor");
  const syncUrl = await addDatabase(app.superUrl, "peer");
  const port = await freePort();
  const next = path.join(folder, "../../node_modules/next/dist/bin/next");
  const child = watched(
    spawn(process.execPath, [next, "start", "-p", String(port), "-H", "127.0.0.1"], {
      cwd: folder,
      env: {
        ...process.env,
        NODE_ENV: "production",
        DATABASE_URL: insertUrl,
        SYNC_DATABASE_URL: syncUrl,
        STRIPE_WEBHOOK_SECRET: app.webhookSecret,
      },
      stdio: ["ignore", "ignore", "inherit"],
    }),
  );
  for (;;) {
    if (child.exitCode !== null) throw new Error("The floor app did not start.");
    if (await fetch(`http://127.0.0.1:${port}/insert`).catch(() => null)) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { port, insertUrl, syncUrl, stop: () => stopProcess(child) };
}
