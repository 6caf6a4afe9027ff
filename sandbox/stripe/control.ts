import { connectAccount, issueCode, revoke } from "./connect.ts";
import { openDispute } from "./disputes.ts";
import { badParam } from "./errors.ts";
import { finishAuthentication } from "./intents.ts";
import { runDueJobs } from "./jobs.ts";
import { isRecord, numeric, record, text } from "./json.ts";
import { makePayment } from "./pages/actions.ts";
import { accountName, shops } from "./pages/home.ts";
import { payOutAvailable } from "./payouts.ts";
import { render } from "./render.ts";
import { backgroundScope, need, type Scope } from "./scope.ts";
import type { JsonObject } from "./types.ts";
import { NEWEST } from "./versions.ts";
import type { Courier } from "./webhooks.ts";
import type { Delivery, Fault, JournalEntry, WebhookFault, World } from "./world.ts";

/** What tests and tools may do to a running sandbox, in process or through `/_sandbox/*`. */
export type SandboxControl = {
  /** The bearer token that the HTTP form of this control asks for. */
  adminToken: string;
  /** The sandbox's clock, in milliseconds since the epoch. */
  now: () => number;
  /** Moves the clock forward and runs what became due. Seconds. */
  advanceClock: (seconds: number) => Promise<void>;
  /** Empties everything and seeds again: `demo`, `small`, `empty`, `bulk:<charges>`, or as at the start. */
  reset: (seed?: string) => void;
  accounts: () => { id: string; name: string; connected: boolean }[];
  /** Connects an account without the consent page. Returns its access token. */
  connect: (account: string) => string;
  disconnect: (account: string) => boolean;
  /** An authorization code, as the consent page would hand out. */
  authorize: (account: string, scope?: string) => string;
  pay: (input: {
    account: string;
    amount: number;
    currency: string;
    card?: string;
    customer?: string;
    description?: string;
  }) => JsonObject;
  dispute: (input: {
    account: string;
    charge: string;
    reason?: string;
    inquiry?: boolean;
  }) => JsonObject;
  /** Pays out now what is available, one payout for each currency. */
  payOut: (account: string) => void;
  /** Ends the authentication that a payment waits for, as the buyer would. */
  authenticate: (input: { account: string; intent: string; passed: boolean }) => JsonObject;
  addFault: (fault: Fault) => void;
  addWebhookFault: (fault: WebhookFault) => void;
  clearFaults: () => void;
  deliveries: () => Delivery[];
  replay: (eventId: string) => number;
  flush: () => Promise<void>;
  requests: () => JournalEntry[];
};

type MoneyControls = Pick<SandboxControl, "pay" | "dispute" | "payOut" | "authenticate">;

/** Movements of money that buyers, banks and Stripe itself cause. */
function moneyControls(world: World, scopeOf: (account: string) => Scope): MoneyControls {
  return {
    pay: (input) => {
      const scope = scopeOf(input.account);
      const intent = makePayment(scope, {
        amount: input.amount,
        currency: input.currency,
        card: input.card ?? "visa",
        customer: input.customer ?? null,
        description: input.description ?? "Sandbox payment",
      });
      world.touched();
      return render(scope.tenant, intent, NEWEST);
    },
    dispute: (input) => {
      const scope = scopeOf(input.account);
      const charge = need(scope, "charge", input.charge, "charge");
      const dispute = openDispute(
        scope,
        charge,
        input.reason ?? "fraudulent",
        input.inquiry ?? false,
      );
      world.touched();
      return render(scope.tenant, dispute, NEWEST);
    },
    payOut: (account) => {
      payOutAvailable(scopeOf(account));
      world.touched();
    },
    authenticate: ({ account, intent: id, passed }) => {
      const scope = scopeOf(account);
      const intent = need(scope, "payment_intent", id, "intent");
      finishAuthentication(scope, intent, passed);
      world.touched();
      return render(scope.tenant, intent, NEWEST);
    },
  };
}

export function createControl(
  world: World,
  courier: Courier,
  adminToken: string,
  reset: (seed?: string) => void,
): SandboxControl {
  const scopeOf = (account: string): Scope => {
    const tenant = world.tenants.get(account);
    if (!tenant) throw badParam(`There is no account ${account} in this sandbox.`, "account");
    return backgroundScope(world, tenant);
  };
  return {
    adminToken,
    reset,
    now: world.nowMs,
    advanceClock: async (seconds) => {
      if (seconds < 0) throw badParam("The clock only moves forward.", "seconds");
      world.clockOffsetMs += seconds * 1000;
      runDueJobs(world);
      await courier.flush();
    },
    accounts: () =>
      shops(world).map((tenant) => ({
        id: tenant.id,
        name: accountName(tenant),
        connected: world.connections.has(tenant.id),
      })),
    connect: (account) => {
      scopeOf(account);
      return connectAccount(world, account, "read_write").accessToken;
    },
    disconnect: (account) => revoke(world, account),
    authorize: (account, scope = "read_write") => {
      scopeOf(account);
      return issueCode(world, account, scope);
    },
    ...moneyControls(world, scopeOf),
    addFault: (fault) => void world.faults.push(fault),
    addWebhookFault: (fault) => void world.webhookFaults.push(fault),
    clearFaults: () => {
      world.faults = [];
      world.webhookFaults = [];
    },
    deliveries: () => [...world.deliveries.values()],
    replay: courier.replay,
    flush: courier.flush,
    requests: () => [...world.journal],
  };
}

type Route = (control: SandboxControl, body: JsonObject) => Promise<JsonObject> | JsonObject;

const OK: JsonObject = { ok: true };

/** A value of plain data as JSON; control answers hold nothing else. */
function plain(value: unknown): JsonObject[string] {
  return JSON.parse(JSON.stringify(value)) as JsonObject[string]; // what stringify wrote is JSON
}

const ROUTES: Record<string, Route> = {
  "GET /_sandbox/state": (control) => ({
    now: Math.floor(control.now() / 1000),
    accounts: plain(control.accounts()),
  }),
  "GET /_sandbox/clock": (control) => ({ now: Math.floor(control.now() / 1000) }),
  "POST /_sandbox/clock/advance": async (control, body) => {
    await control.advanceClock(numeric(body["seconds"]) ?? 0);
    return { now: Math.floor(control.now() / 1000) };
  },
  "POST /_sandbox/reset": (control, body) => {
    control.reset(text(body["seed"]) ?? undefined);
    return OK;
  },
  "POST /_sandbox/connect": (control, body) => {
    control.connect(text(body["account"]) ?? "");
    return OK;
  },
  "POST /_sandbox/disconnect": (control, body) => ({
    disconnected: control.disconnect(text(body["account"]) ?? ""),
  }),
  "POST /_sandbox/authorize": (control, body) => ({
    code: control.authorize(text(body["account"]) ?? "", text(body["scope"]) ?? "read_write"),
  }),
  "POST /_sandbox/payments": (control, body) =>
    control.pay({
      account: text(body["account"]) ?? "",
      amount: numeric(body["amount"]) ?? 0,
      currency: text(body["currency"]) ?? "usd",
      ...optional(body, ["card", "customer", "description"]),
    }),
  "POST /_sandbox/payments/authenticate": (control, body) =>
    control.authenticate({
      account: text(body["account"]) ?? "",
      intent: text(body["intent"]) ?? "",
      passed: body["passed"] !== false,
    }),
  "POST /_sandbox/disputes": (control, body) =>
    control.dispute({
      account: text(body["account"]) ?? "",
      charge: text(body["charge"]) ?? "",
      inquiry: body["inquiry"] === true,
      ...optional(body, ["reason"]),
    }),
  "POST /_sandbox/payouts": (control, body) => {
    control.payOut(text(body["account"]) ?? "");
    return OK;
  },
  "POST /_sandbox/faults": (control, body) => {
    control.addFault(parseFault(body));
    return OK;
  },
  "DELETE /_sandbox/faults": (control) => {
    control.clearFaults();
    return OK;
  },
  "POST /_sandbox/webhooks/faults": (control, body) => {
    control.addWebhookFault(parseWebhookFault(body));
    return OK;
  },
  "GET /_sandbox/webhooks/deliveries": (control) => ({ data: plain(control.deliveries()) }),
  "POST /_sandbox/webhooks/replay": (control, body) => ({
    queued: control.replay(text(body["event"]) ?? ""),
  }),
  "POST /_sandbox/webhooks/flush": async (control) => {
    await control.flush();
    return OK;
  },
  "GET /_sandbox/requests": (control) => ({ data: plain(control.requests()) }),
};

function optional<K extends string>(
  body: JsonObject,
  names: readonly K[],
): Partial<Record<K, string>> {
  const out: Partial<Record<K, string>> = {};
  for (const name of names) {
    const value = text(body[name]);
    if (value !== null) out[name] = value;
  }
  return out;
}

function parseFault(body: JsonObject): Fault {
  const match = record(body["match"]);
  const status = numeric(body["status"]);
  const delayMs = numeric(body["delayMs"]);
  if (status === null && delayMs === null && body["drop"] !== true)
    throw badParam("A fault needs a status, a delayMs or drop: true.");
  return {
    match: optional(match, ["method", "path"]),
    ...(status === null ? {} : { status }),
    ...(delayMs === null ? {} : { delayMs }),
    ...(body["drop"] === true ? { drop: true } : {}),
    ...(body["afterEffect"] === true ? { afterEffect: true } : {}),
    times: numeric(body["times"]) ?? 1,
  };
}

const KINDS = ["duplicate", "drop", "delay", "bad_signature", "old_timestamp"] as const;

function parseWebhookFault(body: JsonObject): WebhookFault {
  const kind = KINDS.find((name) => name === body["kind"]);
  if (!kind) throw badParam(`A webhook fault's kind is one of ${KINDS.join(", ")}.`, "kind");
  const delayMs = numeric(body["delayMs"]);
  return {
    kind,
    times: numeric(body["times"]) ?? 1,
    ...(delayMs === null ? {} : { delayMs }),
    ...optional(body, ["type"]),
  };
}

/** Performs one control request given as JSON; null for a path that does not exist. */
export async function answerControl(
  control: SandboxControl,
  method: string,
  pathname: string,
  body: string,
): Promise<JsonObject | null> {
  const route = ROUTES[`${method} ${pathname}`];
  if (!route) return null;
  return route(control, parseBody(body));
}

function parseBody(body: string): JsonObject {
  if (body === "") return {};
  try {
    const parsed = JSON.parse(body) as JsonObject[string]; // narrowed on the next line
    return isRecord(parsed) ? parsed : {};
  } catch {
    throw badParam("The control API takes a JSON object.");
  }
}
