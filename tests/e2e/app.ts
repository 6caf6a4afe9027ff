import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

import { freePort } from "@/supabase/embedded/postgres";

/** What `scripts/dev.ts` writes for those who come after it. */
export interface StackFile {
  readonly appUrl: string;
  readonly adminUrl: string;
  readonly mailUrl: string;
  readonly sandbox: {
    readonly url: string;
    readonly secretKey: string;
    readonly adminToken: string;
  };
  /** The other sandboxes, by provider. */
  readonly tools: Readonly<Record<string, { readonly url: string; readonly adminToken: string }>>;
}

/** The built app with its own database and sandbox, as `npm start` runs it. */
export interface RunningApp {
  readonly url: string;
  readonly stack: StackFile;
  readonly process: ChildProcess;
  readonly dataDir: string;
  readonly output: () => string;
  stop(): Promise<number | null>;
}

/** The error lines of the app's log. */
const errorsIn = (output: string) =>
  output.split("\n").filter((line) => /^\{"level":[56]0,/.test(line));

/**
 * Starts the production build. `dataDir` continues an earlier one's data. Stopping it throws when its log has errors,
 * unless the test breaks something on purpose: `mayLogErrors`.
 */
export async function startApp(
  options: {
    dataDir?: string;
    port?: number;
    env?: Record<string, string>;
    mayLogErrors?: boolean;
  } = {},
): Promise<RunningApp> {
  const port = options.port ?? (await freePort());
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), "dashboard-e2e-"));
  let output = "";
  const child = spawn(process.execPath, ["scripts/dev.ts", "start"], {
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: dataDir,
      NODE_ENV: "production",
      NEXT_PUBLIC_APP_URL: "",
      DEMO_DATA: "0", // most tests begin with an empty workspace
      SANDBOX_SEED: "small", // a shop whose import takes seconds
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const url = `http://localhost:${port}`;
  for (let waited = 0; ; waited++) {
    if (output.includes("is ready")) break;
    if (child.exitCode !== null || waited > 600)
      throw new Error(`The app did not start:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    stack: JSON.parse(readFileSync(path.join(dataDir, "stack.json"), "utf8")) as StackFile,
    process: child,
    dataDir,
    output: () => output,
    async stop() {
      const errors = errorsIn(output); // what a browser still asks of an app that stops may fail
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGTERM");
        await gone;
      }
      if (!options.mayLogErrors && errors.length > 0)
        throw new Error(`The app logged errors that nobody expects:\n${errors.join("\n")}`);
      return child.exitCode;
    },
  };
}

export function removeData(app: RunningApp): void {
  rmSync(app.dataDir, { recursive: true, force: true });
}

/** Chromium of the system. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** Printed by the browser itself for every answer above 399, which tests bring about on purpose. */
const FAILED_REQUEST = /^Failed to load resource/;

/** A page that notes what a script throws or prints as an error, and what the policy refuses. */
export async function openPage(
  context: BrowserContext,
): Promise<{ page: Page; problems: string[] }> {
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !FAILED_REQUEST.test(message.text()))
      problems.push(message.text());
  });
  return { page, problems };
}

/** Signs in with one click and waits for the dashboard. */
export async function signInDemo(page: Page, app: RunningApp): Promise<void> {
  await page.goto(`${app.url}/login`);
  await page.getByRole("button", { name: "Continue with the demo account" }).click();
  await page.waitForURL(`${app.url}/`);
}

/** Saves and enables an automation. Returns its page, where the browser is then. */
export async function makeAutomation(
  page: Page,
  app: RunningApp,
  definition: object,
): Promise<string> {
  await page.goto(`${app.url}/automations/new?blank`);
  await page.getByRole("tab", { name: "Code" }).click();
  await page.getByLabel("Definition, as JSON").fill(JSON.stringify(definition));
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL(/\/automations\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "Enable", exact: true }).click();
  await page.getByText("is enabled.").first().waitFor();
  return page.url();
}

/** Waits until the copy of the connected account is whole. */
async function untilImported(page: Page, app: RunningApp): Promise<void> {
  for (;;) {
    const response = await page.request.get(`${app.url}/api/sync`, { maxRetries: 2 });
    const [account] = (await response.json()) as { isDone: boolean }[];
    if (account?.isDone) return;
    await page.waitForTimeout(500);
  }
}

/** Connects the sandbox's first account by its consent page, and waits for its import, which keeps pages and streams busy. */
export async function connectStripe(page: Page, app: RunningApp): Promise<void> {
  await page.goto(`${app.url}/settings/connections`);
  await page.getByRole("link", { name: /^Connect (Stripe|another account)$/ }).click();
  await page.getByTestId("approve").click();
  await page.waitForURL(/settings\/connections\?success=stripe/);
  await page.getByRole("status").filter({ hasText: "Stripe is connected." }).first().waitFor();
  await untilImported(page, app);
}

/** Signs out by the account panel of a page of the app. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
}
