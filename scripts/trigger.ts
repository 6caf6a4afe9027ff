import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/**
 * Fires one event with the official Stripe CLI against the running sandbox, for the connected account.
 * Payments are of 75.00, by a customer with a name, an e-mail address and a phone number.
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

interface Customer {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

/** One call of the sandbox's API; a form makes it a POST. */
async function call<T>(
  { url, secretKey }: Target,
  endpoint: string,
  account?: string,
  form?: Readonly<Record<string, string>>,
): Promise<T> {
  const response = await fetch(`${url}/v1/${endpoint}`, {
    headers: {
      Authorization: `Bearer ${secretKey}`,
      ...(account === undefined ? {} : { "Stripe-Account": account }),
    },
    ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
  }).catch(() => null);
  if (!response?.ok)
    fail(
      `The Stripe sandbox does not answer at ${url}: start the dashboard with \`npm run dev\`, then try again.`,
    );
  return (await response.json()) as T; // the shape that Stripe documents for this endpoint
}

/** The first account that is connected in the sandbox. */
async function connectedAccount(target: Target): Promise<string> {
  const accounts = await call<{ data: { id: string }[] }>(target, "accounts?limit=1");
  const id = accounts.data[0]?.id;
  if (!id) fail("No account is connected yet: connect Stripe under Connections, then try again.");
  return id;
}

/** Events whose payment the CLI makes for one dollar and nobody, under the name `payment_intent`. */
const PAYMENTS = new Set([
  "charge.captured",
  "charge.dispute.created",
  "charge.failed",
  "charge.refunded",
  "charge.succeeded",
  "payment_intent.payment_failed",
  "payment_intent.succeeded",
]);

/** A customer of the account whom an automation can name, write to and text. */
async function reachableCustomer(target: Target, account: string): Promise<string> {
  const { data } = await call<{ data: Customer[] }>(target, "customers?limit=100", account);
  const found = data.find(({ name, email, phone }) => name && email && phone);
  if (found) return found.id;
  const form = { name: "Ada Whitfield", email: "ada@example.com", phone: "+15005550101" };
  return (await call<Customer>(target, "customers", account, form)).id;
}

/** Makes a payment of 75.00 by such a customer. Later options of the command line win. */
async function paymentOptions(target: Target, account: string, event: string): Promise<string[]> {
  if (!PAYMENTS.has(event)) return [];
  const fields = {
    amount: "7500",
    customer: await reachableCustomer(target, account),
    description: "Triggered payment",
  };
  return Object.entries(fields).flatMap(([name, value]) => [
    "--override",
    `payment_intent:${name}=${value}`,
  ]);
}

async function main(): Promise<void> {
  const [event, ...rest] = process.argv.slice(2);
  if (!event) fail("Name the event to trigger, e.g. `npm run trigger -- charge.succeeded`.");
  const target = readTarget();
  const account = await connectedAccount(target);
  const config = mkdtempSync(path.join(os.tmpdir(), "stripe-cli-"));
  const args = ["trigger", event, "--api-base", target.url, "--api-key", target.secretKey];
  args.push("--api-version", "2024-06-20", "--stripe-account", account);
  args.push(...(await paymentOptions(target, account, event)), ...rest);
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
