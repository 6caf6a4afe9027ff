import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

import { answerControl, need, type ControlRoute } from "../loopback/control.ts";
import { createCourier, type Courier } from "../loopback/courier.ts";
import { createFaults, parseFault, type Faults } from "../loopback/faults.ts";
import { record } from "../loopback/journal.ts";
import {
  isLoopbackUrl,
  isSameOrigin,
  json,
  safeEqual,
  startLoopback,
  type Answer,
  type Incoming,
  type Reply,
} from "../loopback/server.ts";
import { serveApi } from "./api.ts";
import { addIssue, moveIssue } from "./changes.ts";
import { homePage } from "./home.ts";
import { createConsent, exchange, issueCode, type Consent } from "./oauth.ts";
import {
  seedState,
  siteOf,
  STATUSES,
  type Effect,
  type Issue,
  type Platform,
  type State,
  type StatusName,
  type World,
} from "./world.ts";

/** Jira tries up to five times, minutes apart. Source: developer.atlassian.com/cloud/jira/platform/webhooks, read 2026-11. */
const RETRY_MS = [300_000, 600_000, 900_000, 900_000];
const SNAPSHOT_DELAY_MS = 300;

export type JiraSandboxOptions = {
  /** 0 or absent takes a free port. Always on 127.0.0.1. */
  port?: number;
  /** Milliseconds since the epoch; `Date.now` by default. */
  clock?: () => number;
  platform: Platform;
  /** Guards `/_sandbox/*`; a random one is made when absent. */
  adminToken?: string;
  /** State is kept in this file and taken from it at the next start. */
  snapshotFile?: string;
  /** Seconds that an access token lives; 3600 by default. */
  accessSeconds?: number;
  /** How long a refresh token that was used is still taken; 0 by default, ten minutes at Atlassian. */
  reuseMs?: number;
  /** How long search lags behind changes; 0 by default. */
  searchLagMs?: number;
  /** Divides the waits between retries of a webhook. */
  speedup?: number;
};

export type JiraSandbox = {
  url: string;
  adminToken: string;
  /** What the application changed, in order. */
  effects: () => readonly Effect[];
  /** A person makes an issue. `site` is a cloud id or host. */
  create: (site: string, project: string, summary: string) => Issue;
  /** A person moves an issue. */
  move: (site: string, key: string, to: StatusName) => void;
  /** An admin registers a webhook, at a loopback address. */
  register: (site: string, url: string, secret: string) => void;
  /** An authorization code without the page. */
  authorize: (site: string, scope: string, challenge: string | null) => string;
  /** A person removes the app: every token of the site ends. */
  disconnect: (site: string) => void;
  faults: Faults;
  courier: Courier;
  close: () => Promise<void>;
};

type Control = Pick<JiraSandbox, "create" | "move" | "register" | "authorize" | "disconnect">;
type SandboxContext = {
  world: World;
  faults: Faults;
  consent: Consent;
  control: Control;
  csrf: string;
  adminToken: string;
  routes: Record<string, ControlRoute>;
};

/** Starts an offline emulator for Jira Cloud on loopback: OAuth, REST v3, webhooks and its own page. Rejects when the port is taken. */
export async function createJiraSandbox(options: JiraSandboxOptions): Promise<JiraSandbox> {
  const clock = options.clock ?? Date.now;
  const courier = createCourier(RETRY_MS.map((waitMs) => waitMs / (options.speedup ?? 1)));
  const { snapshotFile } = options;
  const world: World = {
    state: loadState(snapshotFile) ?? seedState(clock()),
    platform: options.platform,
    clock,
    codes: new Map(),
    effects: [],
    journal: [],
    searchLagMs: options.searchLagMs ?? 0,
    accessSeconds: options.accessSeconds ?? 3600,
    reuseMs: options.reuseMs ?? 0,
    report: (site, event) => {
      for (const hook of site.hooks) deliver(courier, hook, event);
    },
    touched: () => {},
  };
  const save = createSaver(world, snapshotFile);
  world.touched = save.soon;
  const faults = createFaults();
  const control = controlOf(world);
  const adminToken = options.adminToken ?? randomBytes(24).toString("base64url");
  const context: SandboxContext = {
    world,
    faults,
    consent: createConsent(world),
    control,
    csrf: randomBytes(24).toString("base64url"),
    adminToken,
    routes: controlRoutes(world, courier, faults, control),
  };
  const loopback = await startLoopback(options.port ?? 0, (incoming) => route(context, incoming));
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
      save.now();
    },
  };
}

function deliver(
  courier: Courier,
  hook: { url: string; secret: string },
  event: Record<string, unknown>,
): void {
  const body = JSON.stringify(event);
  const id = randomUUID();
  const signature = createHmac("sha256", hook.secret).update(body).digest("hex");
  courier.send(id, String(event["webhookEvent"]), (attempt) => ({
    url: hook.url,
    body,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "x-hub-signature": `sha256=${signature}`,
      "x-atlassian-webhook-identifier": id,
      "x-atlassian-webhook-flow": "Primary",
      "x-atlassian-webhook-retry": String(attempt),
    },
  }));
}

function loadState(file: string | undefined): State | undefined {
  if (file === undefined || !existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, "utf8")) as State; // only this module writes the file
}

function createSaver(world: World, file: string | undefined) {
  let timer: NodeJS.Timeout | null = null;
  const now = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (file === undefined) return;
    writeFileSync(`${file}.new`, JSON.stringify(world.state), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    now,
    soon: (): void => {
      if (file !== undefined) timer ??= setTimeout(now, SNAPSHOT_DELAY_MS).unref();
    },
  };
}

function controlOf(world: World): Control {
  const first = (site: string) => siteOf(world, site).people[0]?.accountId ?? "";
  return {
    create(site, project, summary) {
      const given = { project, summary, type: "Task", description: null, labels: [] };
      return addIssue(world, siteOf(world, site), { ...given, reporter: first(site) });
    },
    move(site, key, to) {
      const at = siteOf(world, site);
      const issue = at.issues.find((one) => one.key === key);
      if (!issue || !Object.hasOwn(STATUSES, to)) throw new Error(`${key} cannot move to ${to}.`);
      moveIssue(world, at, issue, to, first(site));
    },
    register(site, url, secret) {
      if (!isLoopbackUrl(url)) throw new Error("The webhook must be on this machine.");
      const at = siteOf(world, site);
      at.hooks = [...at.hooks.filter((hook) => hook.url !== url), { url, secret }];
      world.touched();
    },
    authorize: (site, scope, challenge) =>
      issueCode(world, siteOf(world, site).cloudId, {
        scope,
        challenge,
        redirectUri: world.platform.redirectUris[0] ?? "",
      }),
    disconnect(site) {
      const { cloudId } = siteOf(world, site);
      const { state } = world;
      state.grants = state.grants.filter((grant) => grant.site !== cloudId);
      const left = Object.entries(state.tokens).filter(([, token]) => token.site !== cloudId);
      state.tokens = Object.fromEntries(left);
      world.touched();
    },
  };
}

function controlRoutes(
  world: World,
  courier: Courier,
  faults: Faults,
  control: Control,
): Record<string, ControlRoute> {
  return {
    "GET /_sandbox/effects": () => ({ count: world.effects.length, data: world.effects }),
    "GET /_sandbox/requests": () => ({ data: world.journal }),
    "GET /_sandbox/state": () => ({
      sites: world.state.sites.map(({ cloudId, host, issues, hooks }) => ({
        cloudId,
        host,
        issues,
        hooks: hooks.map(({ url }) => url),
      })),
    }),
    "POST /_sandbox/reset": () => {
      world.state = seedState(world.clock());
      world.effects = [];
      faults.clear();
      courier.reset();
      world.touched();
    },
    "POST /_sandbox/create": (body) => {
      const { key } = control.create(
        need(body, "site"),
        need(body, "project"),
        need(body, "summary"),
      );
      return { key };
    },
    "POST /_sandbox/move": (body) =>
      control.move(need(body, "site"), need(body, "issue"), need(body, "to") as StatusName), // checked there
    "POST /_sandbox/webhooks": (body) =>
      control.register(need(body, "site"), need(body, "url"), need(body, "secret")),
    "POST /_sandbox/disconnect": (body) => control.disconnect(need(body, "site")),
    "POST /_sandbox/expire": () => {
      for (const token of Object.values(world.state.tokens)) token.expiresAt = 0;
    },
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
  const { world } = context;
  const { method, url } = incoming;
  const name = `${method} ${url.pathname}`;
  if (name === "GET /") return homePage(world, context.csrf);
  if (name === "GET /authorize") return context.consent.ask(url.searchParams);
  if (name === "POST /authorize")
    return isSameOrigin(incoming)
      ? context.consent.decide(incoming.body)
      : json(403, { message: "This form came from another site." });
  if (method === "POST" && url.pathname.startsWith("/_sandbox/ui/"))
    return byForm(context, incoming);
  if (url.pathname.startsWith("/_sandbox/"))
    return answerControl(incoming, context.adminToken, context.routes);
  const act = () =>
    name === "POST /oauth/token" ? exchange(world, incoming) : serveApi(world, incoming);
  const answer = await context.faults.run(incoming, act, faultBody);
  const status = answer === "drop" ? 0 : answer.status;
  const at = new Date(world.clock()).toISOString();
  record(world.journal, { at, method, path: url.pathname, status });
  if (answer === "drop") return answer;
  // What Atlassian's support asks for.
  const trace = { "atl-traceid": randomBytes(16).toString("hex") };
  return { ...answer, headers: { ...answer.headers, ...trace } };
}

function faultBody(status: number): Reply {
  return json(status, { errorMessages: ["A fault of the sandbox."], errors: {} });
}

function byForm({ world, control, csrf }: SandboxContext, incoming: Incoming): Reply {
  const form = new URLSearchParams(incoming.body);
  if (!isSameOrigin(incoming) || !safeEqual(form.get("csrf") ?? "", csrf))
    return json(403, { message: "This form is out of date. Reload the page and repeat." });
  const field = (name: string) => form.get(name) ?? "";
  const { cloudId } = siteOf(world, field("site"));
  try {
    const action = incoming.url.pathname.slice("/_sandbox/ui/".length);
    if (action === "create") control.create(cloudId, field("project"), field("summary"));
    else if (action === "move") control.move(cloudId, field("issue"), field("to") as StatusName); // checked there
    else if (action === "webhook") control.register(cloudId, field("url"), field("secret"));
    else return json(404, { message: "There is no such form." });
  } catch (error) {
    return json(400, { message: error instanceof Error ? error.message : String(error) });
  }
  return { status: 303, headers: { location: "/" }, body: "" };
}
