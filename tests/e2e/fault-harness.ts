import { existsSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";

import { Pool } from "pg";
import { Stripe } from "stripe";
import { afterAll, beforeAll } from "vitest";

import { removeData, startApp, type RunningApp } from "./app";
import { signUp, type Person, type Stream } from "./clients";

const ACCOUNT = "acct_1Faults";
const WEBHOOK_SECRET = "whsec_faults0123456789";
/** Nothing listens there: what asks Stripe fails fast and stays on this machine. */
export const ENV = {
  STRIPE_CLIENT_ID: "ca_Faults",
  STRIPE_SECRET_KEY: "sk_test_faults0123456789",
  STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
  STRIPE_API_BASE: "http://127.0.0.1:9",
};
export const PEOPLE = 20;
export const root = path.resolve(import.meta.dirname, "../..");

export let app: RunningApp;
/** As the migrations' owner, which row-level security does not stop. */
export let admin: Pool;
export let owner: Person;
/** Members of the owner's workspace. */
export let people: Person[];
export let workspace: string;

function connect(): void {
  admin = new Pool({ connectionString: app.stack.adminUrl, max: 3 });
  admin.on("error", () => {}); // the database stops under it
}
/** Starts the app again on its data. */
export async function restart(): Promise<void> {
  await admin.end();
  const port = Number(new URL(app.url).port);
  app = await startApp({ dataDir: app.dataDir, port, env: ENV, mayLogErrors: true });
  connect();
}
/** Their cookies, with the shared workspace in view. */
export const cookieOf = (person: Person) => `${person.cookie}; dashboard-workspace=${workspace}`;

beforeAll(async () => {
  app = await startApp({ env: ENV, mayLogErrors: true });
  connect();
  owner = await signUp(app, "owner");
  people = [];
  for (let index = 0; index < PEOPLE; index++) people.push(await signUp(app, `person-${index}`));
  const { rows } = await admin.query<{ workspace_id: string }>(
    "select workspace_id from public.memberships where user_id = $1",
    [owner.id],
  );
  workspace = rows[0]?.workspace_id ?? "";
  for (const person of people)
    await admin.query("insert into public.memberships values ($1, $2, 'member')", [
      workspace,
      person.id,
    ]);
  const { rows: connections } = await admin.query<{ id: string }>(
    // Degraded as the first call will find it, else that call adds an event whenever it comes.
    "insert into public.connections (workspace_id, provider, account_id, livemode, auth_kind, status) values ($1, 'stripe', $2, false, 'oauth', 'degraded') returning id",
    [workspace, ACCOUNT],
  );
  await admin.query("insert into public.connection_cursors (connection_id) values ($1)", [
    connections[0]?.id,
  ]);
});
afterAll(async () => {
  await admin.end();
  await app.stop();
  removeData(app);
});

let made = 0;
export const newEvent = () => ({
  id: `evt_e2e${Date.now()}x${made++}`,
  object: "event",
  type: "charge.succeeded",
  created: Math.floor(Date.now() / 1000),
  livemode: false,
  account: ACCOUNT,
  data: { object: { id: "ch_1", object: "charge", amount: 1200, currency: "usd" } },
});
export type StripeEvent = ReturnType<typeof newEvent>;

export function post(event: StripeEvent): Promise<Response> {
  const body = JSON.stringify(event);
  return fetch(`${app.url}/api/webhooks/stripe`, {
    method: "POST",
    body,
    headers: {
      "stripe-signature": Stripe.webhooks.generateTestHeaderString({
        payload: body,
        secret: WEBHOOK_SECRET,
      }),
    },
  });
}
export async function statusOf(event: StripeEvent): Promise<number> {
  const response = await post(event);
  await response.body?.cancel();
  return response.status;
}
/** Sends so many new events, twenty at a time. */
export async function postMany(count: number): Promise<void> {
  for (let at = 0; at < count; at += 20)
    await Promise.all(Array.from({ length: Math.min(20, count - at) }, () => statusOf(newEvent())));
}
/** The end of the log. */
export const head = async () =>
  Number(
    (
      await admin.query<{ last_seq: string }>(
        "select last_seq from mesh.stream where workspace_id = $1",
        [workspace],
      )
    ).rows[0]?.last_seq ?? 0,
  );
export const storedIds = async () =>
  (
    await admin.query<{ id: string }>("select id from mesh.event where workspace_id = $1", [
      workspace,
    ])
  ).rows.map((row) => row.id);
export const meshIds = (stream: Stream) =>
  stream.frames.filter((frame) => frame.event === "mesh").map((frame) => Number(frame.id));
export const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

/** The web server's process, checked to be ours. */
export function webPid(): number {
  const run = JSON.parse(readFileSync(path.join(app.dataDir, "run.json"), "utf8")) as {
    children: number[];
  };
  const pid = run.children.find(
    (one) =>
      existsSync(`/proc/${one}/cmdline`) &&
      readFileSync(`/proc/${one}/cmdline`, "utf8").includes("next") &&
      readlinkSync(`/proc/${one}/cwd`) === root,
  );
  if (!pid) throw new Error("No web server of this run was found.");
  return pid;
}
export const residentMb = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${webPid()}/status`, "utf8"))?.[1]) / 1024;
