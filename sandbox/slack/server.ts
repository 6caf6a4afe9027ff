import { randomBytes } from "node:crypto";

import { answerControl, need, type ControlRoute } from "../loopback/control.ts";
import { createCourier, type Courier } from "../loopback/courier.ts";
import { createFaults, parseFault, type Faults } from "../loopback/faults.ts";
import { record } from "../loopback/journal.ts";
import {
  bearerOf,
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
import { askChallenge, reportEvent, RETRY_MS } from "./events.ts";
import { homePage } from "./home.ts";
import { callMethod, isMethod, SlackError } from "./methods.ts";
import { createConsent, exchange, issueCode, issueToken, type Consent } from "./oauth.ts";
import {
  addMessage,
  createWorld,
  escapeText,
  findChannel,
  isInstalled,
  restore,
  seed,
  stateOf,
  teamOf,
  type Effect,
  type Message,
  type Platform,
  type World,
} from "./world.ts";

export type SlackSandboxOptions = {
  /** 0 or absent takes a free port. Always on 127.0.0.1. */
  port?: number;
  /** Milliseconds since the epoch; `Date.now` by default. */
  clock?: () => number;
  platform: Platform;
  /** Where events go, a loopback address; without it nothing is reported. */
  eventsUrl?: string;
  /** Guards `/_sandbox/*`; a random one is made when absent. */
  adminToken?: string;
  /** Divides the waits between retries of an event. */
  speedup?: number;
  /** Workspaces and tokens are kept in this file and taken from it at the next start. */
  snapshotFile?: string;
};

export type SlackSandbox = {
  url: string;
  adminToken: string;
  /** What people would have seen, in order. */
  effects: () => readonly Effect[];
  /** A person writes; the text is what they type, not yet escaped. */
  say: (team: string, channel: string, text: string) => Message;
  /** Installs the app without the consent page. Returns the bot token. */
  connect: (team: string, scope: string) => string;
  /** Ends every bot token that can end; their refresh tokens stay. */
  expire: () => void;
  /** A person removes the app: its tokens end, and both events are reported. */
  disconnect: (team: string) => void;
  faults: Faults;
  courier: Courier;
  close: () => Promise<void>;
};

type SandboxContext = {
  world: World;
  courier: Courier;
  faults: Faults;
  consent: Consent;
  csrf: string;
  adminToken: string;
  routes: Record<string, ControlRoute>;
};

/**
 * Starts an offline emulator for Slack on loopback: OAuth v2, Web API, signed events and its own page.
 * Rejects when the port is taken or the events URL leaves this machine.
 */
export async function createSlackSandbox(options: SlackSandboxOptions): Promise<SlackSandbox> {
  const { eventsUrl } = options;
  if (eventsUrl !== undefined && !isLoopbackUrl(eventsUrl))
    throw new Error("The events URL must be on this machine.");
  const world = createWorld(options.platform, options.clock ?? Date.now);
  restore(world, readSnapshot(options.snapshotFile));
  const keeper = createKeeper(options.snapshotFile, () => stateOf(world));
  const speedup = options.speedup ?? 1;
  const courier = createCourier(RETRY_MS.map((waitMs) => waitMs / speedup));
  if (eventsUrl !== undefined)
    world.deliver = (team, event) => {
      const isGoodbye = event["type"] === "app_uninstalled" || event["type"] === "tokens_revoked";
      if (isGoodbye || isInstalled(world, team.id))
        reportEvent(world, courier, eventsUrl, team, event);
    };
  const faults = createFaults();
  const adminToken = options.adminToken ?? randomBytes(24).toString("base64url");
  const say = (team: string, channel: string, text: string): Message => {
    const found = findChannel(teamOf(world, team), channel);
    if (!found) throw new Error(`There is no channel ${channel} in ${team}.`);
    const user = teamOf(world, team).members.find(({ isBot }) => !isBot)?.id ?? "U0SOMEBODY0";
    return addMessage(world, teamOf(world, team), found, { text: escapeText(text), user });
  };
  const control = {
    say,
    connect: (team: string, scope: string) => issueToken(world, { team, scope }).access_token,
    expire: () => expireTokens(world),
    disconnect: (team: string) => uninstall(world, team),
  };
  const context: SandboxContext = {
    world,
    courier,
    faults,
    consent: createConsent(world),
    csrf: randomBytes(24).toString("base64url"),
    adminToken,
    routes: controlRoutes(world, courier, faults, control, eventsUrl),
  };
  const loopback = await startLoopback(options.port ?? 0, (incoming) =>
    route(context, incoming).finally(keeper.soon),
  );
  return {
    url: loopback.url,
    adminToken,
    effects: () => world.effects,
    ...control,
    faults,
    courier,
    async close() {
      courier.close();
      await loopback.close();
      keeper.now();
    },
  };
}

function expireTokens({ tokens }: World): void {
  for (const grant of tokens.values()) if (grant.expiresAt !== undefined) grant.expiresAt = 0;
}

function uninstall(world: World, id: string): void {
  const team = teamOf(world, id);
  for (const kept of [world.tokens, world.refreshTokens])
    for (const [token, grant] of kept) if (grant.team === id) kept.delete(token);
  world.deliver(team, { type: "tokens_revoked", tokens: { oauth: [], bot: [team.botUser] } });
  world.deliver(team, { type: "app_uninstalled" });
}

function controlRoutes(
  world: World,
  courier: Courier,
  faults: Faults,
  control: Pick<SlackSandbox, "say" | "connect" | "expire" | "disconnect">,
  eventsUrl: string | undefined,
): Record<string, ControlRoute> {
  return {
    "GET /_sandbox/effects": () => ({ count: world.effects.length, data: world.effects }),
    "GET /_sandbox/requests": () => ({ data: world.journal }),
    "GET /_sandbox/state": () => ({
      teams: world.teams.map(({ id, name, channels }) => ({
        id,
        name,
        connected: isInstalled(world, id),
        channels: channels.map((one) => ({ id: one.id, name: one.name, messages: one.messages })),
      })),
    }),
    "POST /_sandbox/reset": () => {
      seed(world);
      faults.clear();
      courier.reset();
    },
    "POST /_sandbox/say": (body) =>
      control.say(need(body, "team"), need(body, "channel"), need(body, "text")),
    "POST /_sandbox/connect": (body) => ({
      token: control.connect(need(body, "team"), need(body, "scope")),
    }),
    "POST /_sandbox/authorize": (body) => ({
      code: issueCode(
        world,
        teamOf(world, need(body, "team")).id,
        need(body, "scope"),
        world.platform.redirectUris[0] ?? "",
      ),
    }),
    "POST /_sandbox/expire": () => control.expire(),
    "POST /_sandbox/disconnect": (body) => control.disconnect(need(body, "team")),
    "POST /_sandbox/faults": (body) => faults.add(parseFault(body)),
    "DELETE /_sandbox/faults": () => faults.clear(),
    "GET /_sandbox/events/deliveries": () => ({ data: courier.deliveries() }),
    "POST /_sandbox/events/replay": (body) => ({ queued: courier.replay(need(body, "event")) }),
    "POST /_sandbox/events/flush": () => courier.flush(),
    "POST /_sandbox/events/challenge": async () => {
      if (eventsUrl === undefined) throw new Error("This sandbox has no events URL.");
      const challenge = askChallenge(world, courier, eventsUrl);
      await courier.flush();
      const delivery = courier.deliveries().find(({ id }) => id === challenge);
      return { verified: delivery?.done === true && delivery.answer.includes(challenge) };
    },
  };
}

async function route(context: SandboxContext, incoming: Incoming): Promise<Answer> {
  const { method, url } = incoming;
  const name = `${method} ${url.pathname}`;
  if (name === "GET /") return homePage(context.world, context.csrf);
  if (name === "GET /oauth/v2/authorize") return context.consent.ask(url.searchParams);
  if (name === "POST /oauth/v2/authorize")
    return isSameOrigin(incoming)
      ? context.consent.decide(incoming.body)
      : json(403, { message: "This form came from another site." });
  if (name === "POST /_sandbox/ui/say") return sayByForm(context, incoming);
  if (url.pathname.startsWith("/_sandbox/"))
    return answerControl(incoming, context.adminToken, context.routes);
  const answer = await context.faults.run(
    incoming,
    () => serveApi(context.world, incoming),
    faultBody,
  );
  record(context.world.journal, {
    at: new Date(context.world.clock()).toISOString(),
    method,
    path: url.pathname,
    status: answer === "drop" ? 0 : answer.status,
  });
  return answer;
}

function faultBody(status: number): Reply {
  return json(status, { ok: false, error: status === 429 ? "ratelimited" : "internal_error" });
}

function sayByForm(context: SandboxContext, incoming: Incoming): Reply {
  const form = new URLSearchParams(incoming.body);
  if (!isSameOrigin(incoming) || !safeEqual(form.get("csrf") ?? "", context.csrf))
    return json(403, { message: "This form is out of date. Reload the page and repeat." });
  const team = teamOf(context.world, form.get("team") ?? "");
  const channel = findChannel(team, form.get("channel") ?? "");
  const user = team.members.find(({ isBot }) => !isBot)?.id ?? "U0SOMEBODY0";
  const text = escapeText(form.get("text") ?? "");
  if (channel && text !== "") addMessage(context.world, team, channel, { text, user });
  return { status: 303, headers: { location: "/" }, body: "" };
}

/** One call of the Web API. What is refused is answered with 200, as Slack does. */
function serveApi(world: World, incoming: Incoming): Reply {
  const [, name] = /^\/api\/([\w.]+)$/.exec(incoming.url.pathname) ?? [];
  if (name === undefined || (name !== "oauth.v2.access" && !isMethod(name)))
    return json(501, {
      ok: false,
      error: "unknown_method",
      message: `not implemented in the sandbox: ${incoming.method} ${incoming.url.pathname}`,
    });
  const headers = { "x-slack-req-id": `req-${world.journal.length + 1}` };
  try {
    if (name === "oauth.v2.access")
      return json(200, { ok: true, ...exchange(world, incoming) }, headers);
    const args = argumentsOf(incoming);
    const token = bearerOf(incoming) || (args["token"] ?? "");
    return json(200, { ok: true, ...callMethod(world, name, token, args) }, headers);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return json(200, { ok: false, error: error.message, ...error.detail }, headers);
  }
}

/** Arguments of the query, and of a form or JSON body. Throws SlackError for a body that is neither. */
function argumentsOf({ url, headers, body }: Incoming): Record<string, string> {
  const args = Object.fromEntries(url.searchParams);
  if (body === "") return args;
  const type = headers["content-type"] ?? "";
  if (type.startsWith("application/x-www-form-urlencoded"))
    return { ...args, ...Object.fromEntries(new URLSearchParams(body)) };
  if (!type.startsWith("application/json")) throw new SlackError("invalid_post_type");
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
      throw new SlackError("json_not_object");
    const texts = Object.entries(parsed).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    return { ...args, ...(Object.fromEntries(texts) as Record<string, string>) }; // pairs of texts above
  } catch (error) {
    if (error instanceof SlackError) throw error;
    throw new SlackError("invalid_json");
  }
}
