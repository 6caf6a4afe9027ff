import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/**
 * Fires one event with the official Stripe CLI against the running sandbox, for the connected account.
 * Usage: `npm run trigger -- charge.succeeded [more CLI options]`. `DATA_DIR` (`.data`) may be set.
 */
const root = path.resolve(import.meta.dirname, "..");
const dataDir = path.resolve(root, process.env["DATA_DIR"] ?? ".data");

interface Target {
  readonly url: string;
  readonly secretKey: string;
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

/** The sandbox that `npm run dev` has recorded. */
function readTarget(): Target {
  const file = path.join(dataDir, "stack.json");
  if (!existsSync(file))
    fail(
      "The dashboard is not running: start it with `npm run dev`, then trigger the event again.",
    );
  const stack = JSON.parse(readFileSync(file, "utf8")) as { sandbox?: Partial<Target> };
  const { url, secretKey } = stack.sandbox ?? {};
  if (!url || !secretKey)
    fail(
      "This run uses Stripe itself, not the sandbox: trigger test events with the Stripe CLI and your own key.",
    );
  return { url, secretKey };
}

/** The first account that is connected in the sandbox. */
async function connectedAccount({ url, secretKey }: Target): Promise<string> {
  const response = await fetch(`${url}/v1/accounts?limit=1`, {
    headers: { Authorization: `Bearer ${secretKey}` },
  }).catch(() => null);
  if (!response?.ok)
    fail(
      `The Stripe sandbox does not answer at ${url}: start the dashboard with \`npm run dev\`, then try again.`,
    );
  const accounts = (await response.json()) as { data: { id: string }[] };
  const id = accounts.data[0]?.id;
  if (!id)
    fail(
      "No account is connected yet: connect Stripe under Settings → Credentials, then try again.",
    );
  return id;
}

async function main(): Promise<void> {
  const [event, ...rest] = process.argv.slice(2);
  if (!event) fail("Name the event to trigger, e.g. `npm run trigger -- charge.succeeded`.");
  const target = readTarget();
  const account = await connectedAccount(target);
  const config = mkdtempSync(path.join(os.tmpdir(), "stripe-cli-"));
  const args = ["trigger", event, "--api-base", target.url, "--api-key", target.secretKey];
  args.push("--api-version", "2024-06-20", "--stripe-account", account, ...rest);
  const cli = spawn(path.join(root, "node_modules/.bin/stripe"), args, {
    stdio: "inherit",
    env: { ...process.env, XDG_CONFIG_HOME: config, STRIPE_CLI_TELEMETRY_OPTOUT: "1" },
  });
  cli.once("error", (error) => fail(`The Stripe CLI could not be started: ${error.message}`));
  cli.once("exit", (code) => {
    rmSync(config, { recursive: true, force: true });
    process.exitCode = code ?? 1;
  });
}

await main();
