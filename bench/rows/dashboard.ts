import { readFileSync } from "node:fs";

import { startBenchApp, type BenchApp } from "../app.ts";
import { median, ROUNDS, type Line, type Row } from "../report.ts";

const ACCOUNT = "acct_1NorthwindRoastr";
const WIDGETS = 12;
const PEOPLE = 3;
const TYPES = ["stripe-payments", "stripe-customers", "stripe-balance", "event-feed"];
/** Longer than answers are shared. */
const PAUSE_MS = 11_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Control {
  readonly call: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
}

async function page(app: BenchApp, path: string, cookie: string) {
  const response = await fetch(new URL(path, app.url), { headers: { cookie }, redirect: "manual" });
  const body = await response.text();
  if (response.status >= 400) throw new Error(`${path} answered ${response.status}.`);
  return { body, location: response.headers.get("location") ?? "" };
}

/** Connects the sandbox's account by consent, without a browser. Returns the sandbox's control API. */
async function connectStripe(app: BenchApp, cookie: string): Promise<Control> {
  const consent = new URL((await page(app, "/api/auth/stripe", cookie)).location);
  const keys = JSON.parse(readFileSync(app.keysFile, "utf8")) as { stripe: { adminToken: string } };
  const call: Control["call"] = async (method, path, body) => {
    const response = await fetch(new URL(path, consent.origin), {
      method,
      headers: {
        authorization: `Bearer ${keys.stripe.adminToken}`,
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
    return (await response.json()) as Record<string, unknown>;
  };
  const { code } = await call("POST", "/_sandbox/authorize", { account: ACCOUNT });
  const back = new URLSearchParams({
    code: String(code),
    state: consent.searchParams.get("state") ?? "",
  });
  const done = await page(app, `/api/auth/stripe/callback?${back.toString()}`, cookie);
  if (!done.location.includes("success")) throw new Error(`Not connected: ${done.location}`);
  return { call };
}

async function placeWidgets(app: BenchApp): Promise<void> {
  await app.admin.query(
    `insert into public.widgets (workspace_id, dashboard_id, type, position)
     select d.workspace_id, d.id, ($2::text[])[1 + n % array_length($2::text[], 1)], 100 + n
     from public.dashboards d, generate_series(1, $3::int) n where d.workspace_id = $1`,
    [app.workspace, TYPES, WIDGETS - 4],
  );
}

const callsSoFar = async ({ call }: Control) =>
  ((await call("GET", "/_sandbox/requests"))["data"] as unknown[]).length;

const commitsSoFar = async (app: BenchApp) => {
  await pause(1500); // Postgres writes its counters once a second
  const { rows } = await app.admin.query<{ n: string }>(
    "select xact_commit as n from pg_stat_database where datname = current_database()",
  );
  return Number(rows[0]?.n);
};

/** What a dashboard of twelve widgets sends, and what it costs when three people look at it. */
export const run: Row = async (say) => {
  say("building and starting the app");
  const app = await startBenchApp();
  try {
    const cookie = await app.signIn();
    const control = await connectStripe(app, cookie);
    await page(app, "/dashboards/home", cookie);
    await placeWidgets(app);
    await page(app, "/dashboards/home", cookie);
    const figures = {
      bytes: [] as number[],
      alone: [] as number[],
      many: [] as number[],
      commits: [] as number[],
    };
    for (let round = 0; round < Math.min(3, ROUNDS); round++) {
      await pause(PAUSE_MS);
      const [calls, commits] = [await callsSoFar(control), await commitsSoFar(app)];
      const { body } = await page(app, "/dashboards/home", cookie);
      figures.bytes.push(Buffer.byteLength(body) / 1024);
      figures.commits.push((await commitsSoFar(app)) - commits);
      figures.alone.push((await callsSoFar(control)) - calls);
      await pause(PAUSE_MS);
      const before = await callsSoFar(control);
      for (let person = 0; person < PEOPLE; person++) await page(app, "/dashboards/home", cookie);
      figures.many.push((await callsSoFar(control)) - before);
    }
    const one = (what: string, unit: string, values: number[], atMost: number | null): Line => ({
      what,
      unit,
      ours: values,
      ratios: [{ name: unit, values, bar: atMost === null ? null : { atMost } }],
    });
    return [
      one(`HTML of /, ${WIDGETS} widgets`, "KB", figures.bytes, 200),
      one(`calls to the provider, ${PEOPLE} people`, "calls", figures.many, median(figures.alone)),
      one(
        `transactions of a load, ${WIDGETS} widgets, those of the worker included`,
        "commits",
        figures.commits,
        null,
      ),
    ];
  } finally {
    await app.stop();
  }
};
