import { randomBytes } from "node:crypto";

import { answerControl, need, type ControlRoute } from "../loopback/control.ts";
import { createCourier, type Courier } from "../loopback/courier.ts";
import { createFaults, parseFault, type Faults } from "../loopback/faults.ts";
import { record } from "../loopback/journal.ts";
import {
  basicOf,
  isLoopbackUrl,
  isSameOrigin,
  json,
  safeEqual,
  startLoopback,
  type Answer,
  type Incoming,
  type Reply,
} from "../loopback/server.ts";
import { createKeeper, readSnapshot } from "../loopback/snapshot.ts";
import { homePage } from "./home.ts";
import { listSms } from "./list.ts";
import { advance, fateOf, receiveSms, sendSms, TwilioError } from "./messages.ts";
import { signForm } from "./signature.ts";
import {
  createWorld,
  renderSms,
  restore,
  seed,
  stateOf,
  type Account,
  type Effect,
  type Sms,
  type World,
} from "./world.ts";

export type TwilioSandboxOptions = {
  /** 0 or absent takes a free port. Always on 127.0.0.1. */
  port?: number;
  /** Milliseconds since the epoch; `Date.now` by default. */
  clock?: () => number;
  accounts: readonly Account[];
  /** The webhook of every number and messaging service, a loopback address. */
  webhookUrl?: string;
  /** Guards `/_sandbox/*`; a random one is made when absent. */
  adminToken?: string;
  /** Between two steps of a message; 300 by default. */
  stepMs?: number;
  /** Messages and opt-outs are kept in this file and taken from it at the next start. */
  snapshotFile?: string;
};

export type TwilioSandbox = {
  url: string;
  adminToken: string;
  /** What phones would have got, in order. */
  effects: () => readonly Effect[];
  /** A phone writes to a number. */
  write: (account: string, from: string, to: string, body: string) => Sms;
  faults: Faults;
  courier: Courier;
  close: () => Promise<void>;
};

type SandboxContext = {
  world: World;
  faults: Faults;
  csrf: string;
  adminToken: string;
  routes: Record<string, ControlRoute>;
  write: TwilioSandbox["write"];
  /** Lets an accepted message go its way. */
  start: (account: Account, message: Sms) => void;
};

const STEP_MS = 300;

/**
 * Starts an offline emulator for Twilio's messages on loopback: API, signed callbacks and its own page.
 * Rejects when the port is taken or the webhook leaves this machine.
 */
export async function createTwilioSandbox(options: TwilioSandboxOptions): Promise<TwilioSandbox> {
  const world = createWorld(options.accounts, options.clock ?? Date.now);
  restore(world, readSnapshot(options.snapshotFile));
  const keeper = createKeeper(options.snapshotFile, () => stateOf(world));
  if (options.webhookUrl !== undefined) setWebhook(world, options.webhookUrl);
  const courier = createCourier([]);
  world.report = (account, url, kind, params) => {
    world.counter += 1;
    courier.send(`${params["MessageSid"] ?? ""}:${kind}`, kind, () => ({
      url,
      body: new URLSearchParams(params).toString(),
      headers: {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "x-twilio-signature": signForm(account.authToken, url, params),
      },
    }));
  };
  const timers = new Set<NodeJS.Timeout>();
  const start = (account: Account, message: Sms): void => {
    for (const [index, status] of fateOf(message).entries()) {
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          advance(world, account, message, status);
        },
        (index + 1) * (options.stepMs ?? STEP_MS),
      );
      timer.unref();
      timers.add(timer);
    }
  };
  const faults = createFaults();
  const write = (sid: string, from: string, to: string, body: string): Sms =>
    receiveSms(world, accountOf(world, sid), { from, to, body });
  const adminToken = options.adminToken ?? randomBytes(24).toString("base64url");
  const context: SandboxContext = {
    world,
    faults,
    csrf: randomBytes(24).toString("base64url"),
    adminToken,
    routes: controlRoutes(world, courier, faults, write),
    write,
    start,
  };
  const loopback = await startLoopback(options.port ?? 0, (incoming) =>
    route(context, incoming).finally(keeper.soon),
  );
  return {
    url: loopback.url,
    adminToken,
    effects: () => world.effects,
    write,
    faults,
    courier,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      courier.close();
      await loopback.close();
      keeper.now();
    },
  };
}

function accountOf(world: World, sid: string): Account {
  const account = world.accounts.find((one) => one.sid === sid);
  if (account) return account;
  throw new Error(`There is no account ${sid} in this sandbox.`);
}

/** Throws an Error for an address that is not on this machine. */
function setWebhook(world: World, url: string): void {
  if (!isLoopbackUrl(url)) throw new Error("The webhook must be on this machine.");
  world.webhookUrl = url;
}

function controlRoutes(
  world: World,
  courier: Courier,
  faults: Faults,
  write: TwilioSandbox["write"],
): Record<string, ControlRoute> {
  return {
    "GET /_sandbox/effects": () => ({ count: world.effects.length, data: world.effects }),
    "GET /_sandbox/requests": () => ({ data: world.journal }),
    "GET /_sandbox/state": () => ({
      accounts: world.accounts.map(({ sid, name, numbers }) => ({ sid, name, numbers })),
      messages: world.messages.map(renderSms),
      optOuts: [...world.optOuts],
    }),
    "POST /_sandbox/reset": () => {
      seed(world);
      faults.clear();
      courier.reset();
    },
    "POST /_sandbox/inbound": (body) =>
      renderSms(
        write(need(body, "account"), need(body, "from"), need(body, "to"), need(body, "body")),
      ),
    "POST /_sandbox/opt-out": (body) => {
      world.optOuts.add(`${need(body, "number")} ${need(body, "phone")}`);
    },
    "POST /_sandbox/webhooks/address": (body) => setWebhook(world, need(body, "url")),
    "POST /_sandbox/faults": (body) => faults.add(parseFault(body)),
    "DELETE /_sandbox/faults": () => faults.clear(),
    "GET /_sandbox/webhooks/deliveries": () => ({ data: courier.deliveries() }),
    "POST /_sandbox/webhooks/replay": (body) => ({
      queued: courier.replay(need(body, "delivery")),
    }),
    "POST /_sandbox/webhooks/flush": () => courier.flush(),
  };
}

async function route(context: SandboxContext, incoming: Incoming): Promise<Answer> {
  const { method, url } = incoming;
  const name = `${method} ${url.pathname}`;
  if (name === "GET /") return homePage(context.world, context.csrf);
  if (name === "POST /_sandbox/ui/inbound" || name === "POST /_sandbox/ui/webhook")
    return answerForm(context, incoming);
  if (url.pathname.startsWith("/_sandbox/"))
    return answerControl(incoming, context.adminToken, context.routes);
  const answer = await context.faults.run(incoming, () => serveApi(context, incoming), faultBody);
  record(context.world.journal, {
    at: new Date(context.world.clock()).toISOString(),
    method,
    path: url.pathname,
    status: answer === "drop" ? 0 : answer.status,
  });
  return answer;
}

/** An error in Twilio's own shape. */
function problem(status: number, code: number, message: string): Reply {
  return json(status, {
    code,
    message,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  });
}

function faultBody(status: number): Reply {
  return status === 429
    ? problem(429, 20_429, "Too Many Requests")
    : problem(status, 20_500, "Internal Server Error");
}

function answerForm(context: SandboxContext, incoming: Incoming): Reply {
  const form = new URLSearchParams(incoming.body);
  if (!isSameOrigin(incoming) || !safeEqual(form.get("csrf") ?? "", context.csrf))
    return json(403, { message: "This form is out of date. Reload the page and repeat." });
  const text = (name: string) => form.get(name) ?? "";
  if (incoming.url.pathname.endsWith("/webhook")) setWebhook(context.world, text("url"));
  else context.write(text("account"), text("from"), text("to"), text("body"));
  return { status: 303, headers: { location: "/" }, body: "" };
}

const PATH =
  /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})(?:\.json|\/Messages(?:\/(SM[0-9a-f]{32}))?\.json)$/;

function serveApi(context: SandboxContext, incoming: Incoming): Reply {
  const { world } = context;
  const headers = {
    "twilio-request-id": `RQ${String(world.journal.length + 1).padStart(32, "0")}`,
  };
  const found = PATH.exec(incoming.url.pathname);
  if (!found)
    return problem(
      501,
      20_501,
      `not implemented in the sandbox: ${incoming.method} ${incoming.url.pathname}`,
    );
  try {
    const account = authenticate(world, incoming, found[1] ?? "");
    const { status, body } = perform(context, incoming, account, found[2]);
    return json(status, body, headers);
  } catch (error) {
    if (!(error instanceof TwilioError)) throw error;
    const reply = problem(error.status, error.code, error.message);
    return { ...reply, headers: { ...reply.headers, ...headers } };
  }
}

function authenticate(world: World, incoming: Incoming, sid: string): Account {
  const given = basicOf(incoming);
  const account = world.accounts.find((one) => one.sid === given?.user);
  if (!account || !given || !safeEqual(given.password, account.authToken))
    throw new TwilioError(401, 20_003, "Authenticate");
  if (account.sid !== sid)
    throw new TwilioError(404, 20_404, `The requested resource /Accounts/${sid} was not found`);
  return account;
}

function perform(
  context: SandboxContext,
  { method, url, body }: Incoming,
  account: Account,
  sid: string | undefined,
): { status: number; body: unknown } {
  const { world } = context;
  const isMessages = url.pathname.endsWith("/Messages.json");
  if (isMessages && method === "POST") {
    const message = sendSms(world, account, new URLSearchParams(body));
    context.start(account, message);
    return { status: 201, body: renderSms(message) };
  }
  if (method !== "GET") throw new TwilioError(405, 20_004, "Method not allowed");
  if (isMessages) return { status: 200, body: listSms(world, account, url.searchParams) };
  if (sid === undefined)
    return {
      status: 200,
      body: {
        sid: account.sid,
        friendly_name: account.name,
        status: "active",
        type: account.isTrial === true ? "Trial" : "Full",
        owner_account_sid: account.sid,
        auth_token: account.authToken,
        uri: url.pathname,
      },
    };
  const message = world.messages.find((one) => one.sid === sid && one.account === account.sid);
  if (!message)
    throw new TwilioError(404, 20_404, `The requested resource ${url.pathname} was not found`);
  return { status: 200, body: renderSms(message) };
}
