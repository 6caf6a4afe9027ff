import { createHmac, randomBytes } from "node:crypto";
import net from "node:net";

import { Stripe } from "stripe";

import { createServices } from "@/lib/compose/services";
import { AppError } from "@/lib/core/errors";
import { parseEnv } from "@/lib/core/server/env";
import { saveConnection, type ConnectionRow } from "@/lib/db/connections";
import { storeSecret } from "@/lib/db/secrets";
import { startToken } from "@/lib/db/tokens";
import type { NewEvent } from "@/lib/mesh/log";
import { enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { saveAutomation } from "@/lib/verbs/automations/save";
import type { Context, Services, SessionActor } from "@/lib/verbs/types";
import type { SlackSandbox } from "@/sandbox/slack/server";
import { SCOPES, TEAM } from "@/sandbox/slack/testing";
import { CLIENT_ID } from "@/sandbox/stripe/testing";

import type { TestStack, TestUser } from "./stack";

export const PLATFORM_KEY = "sk_test_platform0123456789";
export const WEBHOOK_SECRET = "whsec_platform_0123456789abcdef";

/** The app's own composition over a test stack. `env` overrides single variables. End it with `services.db.end()`. */
export function testServices(
  test: TestStack,
  env: Readonly<Record<string, string>> = {},
  change: Partial<Services> = {},
): Services {
  const services = createServices(
    parseEnv({
      ...test.stack.env,
      STRIPE_CLIENT_ID: CLIENT_ID,
      STRIPE_SECRET_KEY: PLATFORM_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      ...env,
    }),
  );
  return Object.assign(services, change);
}

/** A session that Auth confirms, unless told otherwise. */
export const sessionActor = (sessionId: string, confirm = async () => {}): SessionActor => ({
  kind: "session",
  sessionId,
  confirm,
});

/** Somebody at the dashboard, in their personal workspace unless told otherwise. */
export function contextOf(
  services: Services,
  user: TestUser,
  change: Partial<Context> = {},
): Context {
  return {
    actor: sessionActor(`session-of-${user.sub}`),
    user: { sub: user.sub, email: user.email },
    workspaceId: user.workspace,
    role: "owner",
    services,
    ...change,
  };
}

/** Saves and enables a definition. Returns the automation's id. */
export async function enableAs(context: Context, definition: unknown): Promise<string> {
  const { id } = await saveAutomation.run(context, { definition });
  await enableAutomationVerb.run(context, { id });
  return id;
}

/** An event of one's own code, that nobody has told yet. */
export const orderPlaced = (user: TestUser, change: Partial<NewEvent> = {}): NewEvent => ({
  id: newEventId(),
  type: "shop.order.placed",
  source: "api:shop",
  subject: "order 7",
  time: new Date().toISOString(),
  data: { total: 1200 },
  workspace: user.workspace,
  origin: "api",
  hops: 0,
  actor: { kind: "token", id: "t" },
  ...change,
});

/** Runs what must fail, and tells its AppError's code and reason. */
export async function refusal(work: Promise<unknown>): Promise<[string, unknown]> {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof AppError)) throw new Error(`No refusal, but ${String(error)}`);
  return [error.code, error.details?.["reason"]];
}

/** A connection of somebody's personal workspace, as the end of an authorisation leaves it. */
export function connectAs(
  test: TestStack,
  user: TestUser,
  accountId: string,
  livemode = false,
): Promise<ConnectionRow> {
  return test.db.withService((trx) =>
    saveConnection(trx, {
      workspaceId: user.workspace,
      provider: "stripe",
      accountId,
      livemode,
      authKind: "oauth",
      label: "Test shop",
      scope: "read_write",
      country: null,
      currency: null,
      timeZone: null,
      keyHint: null,
      connectedBy: user.sub,
    }),
  );
}

/** Slack, connected in somebody's personal workspace with a bot token of the emulator that has these scopes. */
export async function connectSlack(
  services: Services,
  user: TestUser,
  slack: SlackSandbox,
  scope = SCOPES,
): Promise<void> {
  await services.db.withService(async (trx) => {
    const connection = await saveConnection(trx, {
      workspaceId: user.workspace,
      provider: "slack",
      accountId: TEAM,
      livemode: true,
      authKind: "oauth",
      label: "Northwind",
      scope,
      country: null,
      currency: null,
      timeZone: null,
      keyHint: null,
      connectedBy: user.sub,
    });
    const place = { workspaceId: user.workspace, connectionId: connection.id };
    const token = slack.connect(TEAM, scope);
    await storeSecret(trx, services.vault, { ...place, field: "access_token" }, token);
    await startToken(trx, connection.id, null);
  });
}

export const newEventId = () => `evt_${randomBytes(12).toString("hex")}`;

/** A snapshot event as Stripe sends it to a Connect endpoint. */
export function chargeEvent(account: string, change: Readonly<Record<string, unknown>> = {}) {
  return {
    id: newEventId(),
    object: "event",
    type: "charge.succeeded",
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    account,
    data: {
      object: {
        id: "ch_1",
        object: "charge",
        payment_intent: "pi_1",
        amount: 1200,
        currency: "usd",
        status: "succeeded",
        created: 1_700_000_000,
      },
    },
    ...change,
  };
}

/** Signs as Stripe does. `at`: seconds since the epoch. */
export function signatureOf(
  body: string | Uint8Array,
  secret: string,
  at = Math.floor(Date.now() / 1000),
): string {
  if (typeof body === "string")
    return Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: at });
  // The SDK signs text only; a body that is not UTF-8 is signed over its bytes.
  const digest = createHmac("sha256", secret).update(`${at}.`).update(body).digest("hex");
  return `t=${at},v1=${digest}`;
}

/** A port in front of Postgres that can refuse, hang up, fall silent or keep notifications to itself. */
export interface Gate {
  readonly url: string;
  /** Refuses new connections and cuts the open ones. */
  close(): Promise<void>;
  open(): Promise<void>;
  /** Takes bytes and gives none back. */
  hang(silent: boolean): void;
  /** Whether notifications reach the clients; behind a transaction pooler they do not. */
  relay(notifications: boolean): void;
}

/** Takes the notifications out of what Postgres sends. Each message: its letter, four bytes of length, the rest. */
function withoutNotifications() {
  let rest = Buffer.alloc(0);
  return (chunk: Buffer): Buffer => {
    rest = Buffer.concat([rest, chunk]);
    const kept: Buffer[] = [];
    for (;;) {
      const end = rest.length < 5 ? Number.POSITIVE_INFINITY : 1 + rest.readUInt32BE(1);
      if (rest.length < end) return Buffer.concat(kept);
      if (rest[0] !== "A".charCodeAt(0)) kept.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  };
}

export async function gateTo(databaseUrl: string): Promise<Gate> {
  const target = new URL(databaseUrl);
  const sockets = new Set<net.Socket>();
  let silent = false;
  let relays = true;
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(target.port), target.hostname);
    const filter = relays ? (chunk: Buffer) => chunk : withoutNotifications();
    for (const [from, to, pass] of [
      [client, upstream, (chunk: Buffer) => chunk],
      [upstream, client, filter],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk: Buffer) => void (silent || to.write(pass(chunk))));
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.on("error", () => to.destroy());
    }
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => void server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The gate has no port.");
  const url = new URL(databaseUrl);
  url.port = String(address.port);
  return {
    url: url.toString(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
    open: () => listen(address.port),
    relay: (notifications) => {
      relays = notifications; // of connections that are made from now on
    },
    hang: (value) => {
      silent = value;
      // What was swallowed is lost, so a connection that lived through it cannot be used again.
      if (!value) for (const socket of sockets) socket.destroy();
    },
  };
}
