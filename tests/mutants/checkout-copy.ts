import { spawn, type ChildProcess } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

import { applyMutant, type Mutant } from "./mutant.ts";

const GRACE_MS = 10_000;

export interface TestResult {
  /** Path from the root of the checkout. */
  readonly file: string;
  readonly name: string;
  readonly status: string;
}

export interface TestRun {
  readonly isTimedOut: boolean;
  /** Empty when the run did not get as far as a test. */
  readonly results: readonly TestResult[];
  readonly output: string;
}

export interface TestOptions {
  /** Parts of the names of the tests to run; all tests of the files when there is none. */
  readonly names: readonly string[];
  readonly timeoutMs: number;
  /** Ends the run at the first test that fails. */
  readonly bail: boolean;
  /** A data folder to begin with, from `tests/db/template-process.ts`; made anew when it is left out. */
  readonly template?: string;
}

/** The part of Vitest's JSON report that is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Tells whether a test file needs a database; Vitest runs those in a project of their own. */
export const isDatabaseTest = (file: string): boolean => /^tests\/(db|security)\//.test(file);

/** Signals a process, or with a negative id a group of them, if it is still there. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

const removal = { recursive: true, force: true, maxRetries: 5, retryDelay: 200 } as const;

/** A copy of the checkout in which one mutant at a time is applied and tested. */
export class CheckoutCopy {
  readonly #checkout: string;
  /** The folder for temporary files of test runs. */
  readonly #temporary: string;
  readonly #report: string;
  #running: ChildProcess | undefined;

  /** Copies these files of a checkout, as they are now, into a folder, and links `node_modules`. */
  constructor(root: string, files: readonly string[], folder: string) {
    this.#checkout = path.join(folder, "checkout");
    this.#temporary = path.join(folder, "tmp");
    this.#report = path.join(folder, "report.json");
    for (const file of files)
      cpSync(path.join(root, file), path.join(this.#checkout, file), { recursive: true });
    symlinkSync(path.join(root, "node_modules"), path.join(this.#checkout, "node_modules"));
    this.#clear();
  }

  /** Stops the running test processes and their databases. */
  stop(): void {
    const pid = this.#running?.pid;
    if (pid !== undefined) signal(-pid, "SIGKILL");
    this.#stopServers();
  }

  /** Stops the databases that an aborted run left behind: each has a process group of its own. */
  #stopServers(): void {
    if (!existsSync(this.#temporary)) return;
    for (const entry of readdirSync(this.#temporary)) {
      const pidFile = path.join(this.#temporary, entry, "pg17/postmaster.pid");
      if (existsSync(pidFile)) signal(Number.parseInt(readFileSync(pidFile, "utf8")), "SIGQUIT");
    }
  }

  #clear(): void {
    this.#stopServers();
    rmSync(this.#temporary, removal);
    // Postgres may run as another user, who has to reach its data below.
    mkdirSync(this.#temporary, { recursive: true, mode: 0o711 });
  }

  /** Runs a script with this Node, and ends it with all processes that it started when it takes too long. */
  run(
    args: readonly string[],
    timeoutMs: number,
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ isTimedOut: boolean; output: string }> {
    const child = spawn(process.execPath, args, {
      cwd: this.#checkout,
      detached: true, // a process group of its own, which can be ended as a whole
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TMPDIR: this.#temporary, NO_COLOR: "1", DO_NOT_TRACK: "1", ...env },
    });
    this.#running = child;
    let isTimedOut = false;
    const timers = [
      setTimeout(() => {
        isTimedOut = true;
        if (child.pid !== undefined) signal(-child.pid, "SIGTERM");
      }, timeoutMs),
      setTimeout(() => this.stop(), timeoutMs + GRACE_MS),
    ];
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    return new Promise((resolve) => {
      const end = () => {
        for (const timer of timers) clearTimeout(timer);
        // A test process in an endless loop outlives the one that started it.
        if (child.pid !== undefined) signal(-child.pid, "SIGKILL");
        this.#running = undefined;
        resolve({ isTimedOut, output: Buffer.concat(chunks).toString() });
      };
      child.once("error", end);
      child.once("close", end);
    });
  }

  #results(): TestResult[] {
    if (!existsSync(this.#report)) return [];
    const { testResults } = JSON.parse(readFileSync(this.#report, "utf8")) as Report;
    return testResults.flatMap(({ name: file, assertionResults }) =>
      assertionResults.map(({ fullName, status }) => ({
        file: path.relative(this.#checkout, file),
        name: fullName,
        status,
      })),
    );
  }

  /** Runs test files of the copy. */
  async test(files: readonly string[], options: TestOptions): Promise<TestRun> {
    const { names, timeoutMs, bail, template } = options;
    rmSync(this.#report, { force: true });
    const projects = new Set(files.map((file) => (isDatabaseTest(file) ? "db" : "unit")));
    const pattern = names.map((name) => RegExp.escape(name)).join("|");
    const args = [
      "node_modules/vitest/vitest.mjs",
      "run",
      ...[...projects].flatMap((project) => ["--project", project]),
      ...files,
      "--reporter=json",
      `--outputFile=${this.#report}`,
      ...(bail ? ["--bail=1"] : []),
      ...(pattern === "" ? [] : ["--testNamePattern", pattern]),
    ];
    const env = template === undefined ? {} : { TEST_DATA_TEMPLATE: template };
    const ended = await this.run(args, timeoutMs, env);
    this.#clear();
    return { ...ended, results: this.#results() };
  }

  /** Applies a mutant for as long as the work takes. */
  async withMutant<T>(mutant: Mutant, work: () => Promise<T>): Promise<T> {
    const file = path.join(this.#checkout, mutant.file);
    const source = readFileSync(file, "utf8");
    writeFileSync(file, applyMutant(source, mutant));
    try {
      return await work();
    } finally {
      writeFileSync(file, source);
    }
  }
}
