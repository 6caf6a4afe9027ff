import { afterAll, beforeAll, expect } from "vitest";

import { logger } from "@/lib/core/server/logger";
import { receiveWebhook } from "@/lib/ingest/receive";
import type { Services } from "@/lib/verbs/types";

import {
  chargeEvent,
  connectAs,
  gateTo,
  signatureOf,
  testServices,
  WEBHOOK_SECRET,
  type Gate,
} from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

/** An account of one workspace. */
export const ACCOUNT = "acct_1Faults";
/** An account of two. */
export const SHARED = "acct_1Shared";
export const OLD_SECRET = "whsec_old_0123456789abcdef";
export const MIB = 1024 * 1024;

export let test: TestStack;
export let ada: TestUser;
export let bob: TestUser;
export let services: Services;
/** A second instance of the app. */
export let second: Services;
export let gate: Gate;
/** An instance whose way to the database can be cut. */
export let gated: Services;

beforeAll(async () => {
  logger.level = "silent"; // failures are the subject here
  test = await startTestStack();
  ada = await test.signUp("ada");
  bob = await test.signUp("bob");
  gate = await gateTo(test.stack.env["DATABASE_URL"] ?? "");
  services = testServices(test);
  second = testServices(test);
  gated = testServices(test, { DATABASE_URL: gate.url });
  await connectAs(test, ada, ACCOUNT);
  await connectAs(test, ada, SHARED);
  await connectAs(test, bob, SHARED);
});
afterAll(async () => {
  for (const one of [services, second, gated]) await one.db.end();
  await gate.close();
  await test.stop();
});

export interface Delivery {
  readonly by?: Services;
  readonly endpoint?: string | null;
  readonly provider?: string;
  readonly header?: string | null;
  readonly secret?: string;
  /** Seconds since the epoch. */
  readonly at?: number;
}

/** Sends a body to the door, signed unless told otherwise. */
export function deliver(body: unknown, options: Delivery = {}) {
  const raw = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  const header =
    options.header === undefined
      ? signatureOf(raw, options.secret ?? WEBHOOK_SECRET, options.at)
      : options.header;
  const provider = options.provider ?? "stripe";
  const request = new Request(`http://localhost/api/webhooks/${provider}`, {
    method: "POST",
    body: raw as BodyInit, // a Uint8Array of a plain ArrayBuffer
    headers: header === null ? {} : { "stripe-signature": header },
  });
  return receiveWebhook(options.by ?? services, request, provider, options.endpoint ?? null);
}

export const statusOf = async (body: unknown, options?: Delivery) =>
  (await deliver(body, options)).status;
/** A number that a query counts. */
export const count = async (sql: string, values: unknown[]) =>
  Number((await test.admin.query<{ n: string }>(sql, values)).rows[0]?.n);
/** How often an event is in the log. */
export const stored = (id: string) =>
  count("select count(*) as n from mesh.event where id = $1", [id]);
export const quarantined = (id: string) =>
  count("select count(*) as n from private.quarantine where event_id = $1", [id]);
/** Everything that is in the log or was put aside. */
export const kept = () =>
  count(
    "select (select count(*) from mesh.event) + (select count(*) from private.quarantine) as n",
    [],
  );

/** Every row of the log with the transaction that wrote it. */
export const versions = async () =>
  (await test.admin.query("select xmin::text, workspace_id, seq from mesh.event order by 2, 3"))
    .rows;

/** What was refused is stored when it is sent again, as often as a provider does while it is answered 503. */
export async function recovers(event: ReturnType<typeof chargeEvent>, by: Services): Promise<void> {
  expect(await stored(event.id)).toBe(0);
  await expect.poll(() => statusOf(event, { by }), { timeout: 15_000, interval: 500 }).toBe(200);
  expect(await stored(event.id)).toBe(1);
}

export const text = (change: Record<string, unknown>) =>
  JSON.stringify(chargeEvent(ACCOUNT, change));
export const raw = (from: string, to: string) =>
  JSON.stringify(chargeEvent(ACCOUNT)).replace(from, to);
