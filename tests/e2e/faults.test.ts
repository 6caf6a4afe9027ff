import { readFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { openStream, type Person } from "./clients";
import {
  PEOPLE,
  root,
  app,
  admin,
  owner,
  people,
  workspace,
  newEvent,
  post,
  statusOf,
  storedIds,
  cookieOf,
} from "./fault-harness";

describe("the webhook route", () => {
  it("stands outside the session check", async () => {
    const response = await fetch(`${app.url}/api/webhooks/stripe`, { method: "POST", body: "{}" });
    expect(response.status).toBe(400);
    expect(await statusOf(newEvent())).toBe(200);
    for (const method of ["GET", "PUT", "DELETE"])
      expect((await fetch(`${app.url}/api/webhooks/stripe`, { method })).status).toBe(405);
  });

  it("takes its address with a slash at the end, while pages have one address", async () => {
    const slashed = { method: "POST", body: "{}", redirect: "manual" } as const;
    for (const path of ["stripe/", "stripe/00000000-0000-4000-8000-000000000000/"]) {
      const { status } = await fetch(`${app.url}/api/webhooks/${path}`, slashed);
      expect([path, status]).toEqual([path, path === "stripe/" ? 400 : 404]);
    }
    const page = await fetch(`${app.url}/login/?next=/events`, { redirect: "manual" });
    expect([page.status, new URL(page.headers.get("location") ?? "", app.url).href]).toEqual([
      308,
      `${app.url}/login?next=%2Fevents`,
    ]);
  });

  it("answers 503 while the log is locked, and stores what is sent again", async () => {
    const event = newEvent();
    const client = await admin.connect();
    await client.query("begin");
    await client.query("lock table mesh.inbox in access exclusive mode");
    const started = performance.now();
    const response = await post(event);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "10"]);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await response.json()).toMatchObject({ error: { code: "unavailable" } });
    await client.query("rollback");
    client.release();
    expect(await statusOf(event)).toBe(200);
    expect((await storedIds()).filter((id) => id === event.id)).toHaveLength(1);
  });
});

const uiEvent = () => ({
  events: [
    {
      id: crypto.randomUUID(),
      type: "stripe.payment.selected",
      source: "stripe-payments-widget",
      time: new Date().toISOString(),
      data: {},
    },
  ],
});
const sibling = () => `http://evil.localhost:${new URL(app.url).port}`;

/** The id that the build gave to an exported server action. */
function actionId(name: string): string {
  const manifest = JSON.parse(
    readFileSync(path.join(root, ".next/server/server-reference-manifest.json"), "utf8"),
  ) as { node: Record<string, { exportedName?: string }> };
  const found = Object.entries(manifest.node).find(([, { exportedName }]) => exportedName === name);
  if (!found) throw new Error(`No action ${name} in the build.`);
  return found[0];
}

const isMember = async (person: Person) =>
  (
    await admin.query("select from public.memberships where workspace_id = $1 and user_id = $2", [
      workspace,
      person.id,
    ])
  ).rowCount === 1;

const act = (person: Person, name: string, args: unknown[], headers: Record<string, string>) =>
  fetch(`${app.url}/settings/members`, {
    method: "POST",
    headers: {
      cookie: cookieOf(person),
      "next-action": actionId(name),
      "content-type": "text/plain;charset=UTF-8",
      accept: "text/x-component",
      ...headers,
    },
    body: JSON.stringify(args),
  });

describe("requests that change something", () => {
  const foreign: [string, () => Record<string, string>][] = [
    ["no origin", () => ({})],
    ["an opaque origin", () => ({ origin: "null" })],
    ["a sibling site", () => ({ origin: sibling(), "sec-fetch-site": "same-site" })],
    ["a sibling site that hides its origin", () => ({ "sec-fetch-site": "same-site" })],
    ["another site", () => ({ origin: "https://evil.test", "sec-fetch-site": "cross-site" })],
    ["our origin from another site", () => ({ origin: app.url, "sec-fetch-site": "cross-site" })],
  ];
  const types = ["application/json", "text/plain", "application/x-www-form-urlencoded"];

  it.each(foreign.flatMap(([name, make]) => types.map((type) => [name, type, make] as const)))(
    "refuses POST /api/mesh/events with %s as %s",
    async (_, type, make) => {
      const response = await fetch(`${app.url}/api/mesh/events`, {
        method: "POST",
        headers: { cookie: cookieOf(owner), "content-type": type, ...make() },
        body: JSON.stringify(uiEvent()),
      });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ error: { code: "forbidden" } });
    },
  );
  it("takes the same from our own page", async () => {
    const response = await fetch(`${app.url}/api/mesh/events`, {
      method: "POST",
      headers: { cookie: cookieOf(owner), "content-type": "application/json", origin: app.url },
      body: JSON.stringify({ events: "none" }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "invalid" } });
  });

  it("refuses a body that is not UTF-8", async () => {
    const response = await fetch(`${app.url}/api/mesh/events`, {
      method: "POST",
      headers: { cookie: cookieOf(owner), "content-type": "application/json", origin: app.url },
      body: Buffer.from([0x22, 0xff, 0x22]),
    });
    expect(response.status).toBe(400);
  });

  it.each(foreign)("lets no server action run with %s", async (_, make) => {
    const victim = people[PEOPLE - 1];
    if (!victim) throw new Error("Nobody to remove.");
    const response = await act(owner, "removeMemberAction", [victim.id], make());
    expect(await response.text()).not.toContain('"ok":true');
    expect(await isMember(victim)).toBe(true);
  });

  it("runs an action of our own page: a member who is removed loses the stream at once", async () => {
    const victim = people[PEOPLE - 1];
    if (!victim) throw new Error("Nobody to remove.");
    const stream = await openStream(app, cookieOf(victim));
    const bystander = await openStream(app, cookieOf(owner));
    await Promise.all([stream.next("hello"), bystander.next("hello")]);
    const response = await act(owner, "removeMemberAction", [victim.id], { origin: app.url });
    expect(await response.text()).toContain('"ok":true');
    await stream.next("bye", 1000);
    await stream.until(() => stream.ended, 1000);
    expect(bystander.ended).toBe(false);
    bystander.abort();
    await admin.query("insert into public.memberships values ($1, $2, 'member')", [
      workspace,
      victim.id,
    ]);
  });
});

describe("coming back from the consent page", () => {
  it.each([
    ["?error=access_denied", "error=access_denied"],
    ["?code=ac_x", "error=invalid_state"],
    ["?state=guessed&code=ac_x", "error=invalid_state"],
    ["?state=x&error=https://evil.test/", "error=invalid_state"],
    ["?state=x&code=a&redirect=https://evil.test/&next=//evil.test", "error=invalid_state"],
  ])("%s ends on the settings page", async (query, ending) => {
    const response = await fetch(`${app.url}/api/auth/stripe/callback${query}`, {
      redirect: "manual",
      headers: { cookie: cookieOf(owner) },
    });
    const to = new URL(response.headers.get("location") ?? "", app.url);
    expect(`${to.origin}${to.pathname}${to.search}`).toBe(
      `${app.url}/settings/connections?${ending}`,
    );
  });
});
