import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { uuidv7 } from "@/lib/core/ids";
import { setWidgetRemoved } from "@/lib/db/dashboards";
import { connectKey } from "@/lib/verbs/connections/connect-key";
import { listConnections } from "@/lib/verbs/connections/list";
import { setWebhookSecret } from "@/lib/verbs/connections/set-webhook-secret";
import { testConnection } from "@/lib/verbs/connections/test";
import { getDashboard } from "@/lib/verbs/dashboard/get";
import { reorderDashboard } from "@/lib/verbs/dashboard/reorder";
import { listEvents } from "@/lib/verbs/events/list";
import { publishUiEvents } from "@/lib/verbs/events/publish";
import { removeMember, setMemberRole } from "@/lib/verbs/members/change";
import { inviteMember } from "@/lib/verbs/members/invite";
import { listMembers } from "@/lib/verbs/members/list";
import type { Context, Services } from "@/lib/verbs/types";
import { addWidget } from "@/lib/verbs/widgets/add";
import { chooseConnection } from "@/lib/verbs/widgets/choose-connection";
import { widgetData } from "@/lib/verbs/widgets/data";
import { removeWidget } from "@/lib/verbs/widgets/remove";
import { createStripeSandbox, type StripeSandbox } from "@/sandbox/stripe/server";
import { CLIENT_ID } from "@/sandbox/stripe/testing";

import { connectAs, contextOf, PLATFORM_KEY, refusal, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

const ACCOUNT = "acct_1NorthwindRoastr";

let test: TestStack;
let sandbox: StripeSandbox;
let services: Services;
let ada: TestUser;
let bob: TestUser;
let owner: Context;

beforeAll(async () => {
  test = await startTestStack();
  sandbox = await createStripeSandbox({
    port: 0,
    platform: { clientId: CLIENT_ID, secretKey: PLATFORM_KEY, redirectUris: [] },
  });
  sandbox.control.connect(ACCOUNT);
  services = testServices(test, { STRIPE_API_BASE: sandbox.url });
  ada = await test.signUp("ada");
  bob = await test.signUp("bob");
  await test.admin.query("insert into public.memberships values ($1, $2, 'viewer')", [
    ada.workspace,
    bob.sub,
  ]);
  owner = contextOf(services, ada);
});
afterAll(async () => {
  await services.db.end();
  await sandbox.close();
  await test.stop();
});

const viewer = () => contextOf(services, bob, { workspaceId: ada.workspace, role: "viewer" });
const uiEvent = (change: Record<string, unknown> = {}) => ({
  id: uuidv7(),
  type: "stripe.payment.selected",
  source: "stripe-payments-widget",
  time: new Date().toISOString(),
  data: { id: "ch_1", amount: 2000 },
  ...change,
});

const idOf = async (type: string) =>
  (await getDashboard.run(owner, {})).widgets.find((widget) => widget.type === type)?.id ?? "";

describe("the dashboard", () => {
  it("is made on a member's first visit, once, however many tabs open", async () => {
    expect(await refusal(getDashboard.run(viewer(), {}))).toEqual(["not_found", undefined]);
    const all = await Promise.all(Array.from({ length: 4 }, () => getDashboard.run(owner, {})));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(all[0]?.widgets.map(({ type }) => type)).toEqual([
      "stripe-payments",
      "stripe-payment-details",
      "stripe-balance",
      "event-feed",
    ]);
  });

  it("keeps an order for each person", async () => {
    const { id, widgets } = await getDashboard.run(owner, {});
    const order = widgets.map((widget) => widget.id).toReversed();
    await reorderDashboard.run(owner, { dashboardId: id, order });
    expect((await getDashboard.run(owner, {})).widgets.map((widget) => widget.id)).toEqual(order);
    expect((await getDashboard.run(viewer(), {})).widgets.map((widget) => widget.id)).toEqual(
      order.toReversed(),
    );
  });

  it("adds a widget, takes it off, and puts it back", async () => {
    const { id } = await getDashboard.run(owner, {});
    const added = await addWidget.run(owner, { dashboardId: id, type: "stripe-subscriptions" });
    await removeWidget.run(owner, { id: added.id, removed: true });
    const shown = async () =>
      (await getDashboard.run(owner, {})).widgets.some((widget) => widget.id === added.id);
    expect(await shown()).toBe(false);
    await removeWidget.run(owner, { id: added.id, removed: false });
    expect(await shown()).toBe(true);
    await test.db.withUser(ada, (trx) => setWidgetRemoved(trx, ada.workspace, added.id, true));
  });

  it.each([
    [
      "adding",
      () => addWidget.run(viewer(), { dashboardId: crypto.randomUUID(), type: "event-feed" }),
    ],
    ["removing", () => removeWidget.run(viewer(), { id: crypto.randomUUID(), removed: true })],
  ])("lets a viewer look but refuses %s", async (_name, act) => {
    expect(await refusal(act())).toEqual(["forbidden", undefined]);
  });

  it("knows no widget of another workspace and no type that does not ship", async () => {
    const { id } = await getDashboard.run(owner, {});
    expect(await refusal(addWidget.run(owner, { dashboardId: id, type: "nonsense" }))).toEqual([
      "not_found",
      undefined,
    ]);
    const stranger = contextOf(services, bob);
    const [widget] = (await getDashboard.run(owner, {})).widgets;
    expect(await refusal(widgetData.run(stranger, { id: widget?.id ?? "" }))).toEqual([
      "not_found",
      undefined,
    ]);
    expect(
      await refusal(removeWidget.run(stranger, { id: widget?.id ?? "", removed: true })),
    ).toEqual(["not_found", undefined]);
  });
});

describe("a widget's data", () => {
  it("asks for a connection while there is none", async () => {
    expect(await refusal(widgetData.run(owner, { id: await idOf("stripe-payments") }))).toEqual([
      "conflict",
      "not-connected",
    ]);
  });

  it("comes through the connection, and only the fields that the definition names leave the server", async () => {
    await connectAs(test, ada, ACCOUNT);
    const data = await widgetData.run(owner, { id: await idOf("stripe-payments") });
    expect(data.rows.length).toBeGreaterThan(10);
    expect(data.livemode).toBe(false);
    expect(new Set(data.rows.flatMap((row) => Object.keys(row)))).toEqual(
      new Set([
        "id",
        "amount",
        "currency",
        "customer",
        "status",
        "created",
        "description",
        "receipt_url",
      ]),
    );
  });

  it("fills a path from a variable, and refuses one that is no id", async () => {
    const list = await widgetData.run(owner, { id: await idOf("stripe-payments") });
    const paymentId = String(list.rows[0]?.["id"]);
    const id = await idOf("stripe-payment-details");
    const details = await widgetData.run(owner, { id, variables: { paymentId } });
    expect(details.rows[0]).toMatchObject({ id: paymentId });
    expect(
      (await refusal(widgetData.run(owner, { id, variables: { paymentId: "../account" } })))[0],
    ).toBe("invalid");
  });

  it("asks the provider once for the same question of several widgets at once", async () => {
    const id = await idOf("stripe-balance");
    sandbox.control.addFault({ match: { path: "/v1/balance" }, delayMs: 300, times: 1 });
    const before = sandbox.control.requests().length;
    await Promise.all(Array.from({ length: 7 }, () => widgetData.run(owner, { id })));
    expect(sandbox.control.requests().length - before).toBe(1);
  });

  it("says what is wrong with a stored definition", async () => {
    await test.admin.query(
      "update public.widget_definitions set definition = definition || '{\"dataSorce\": 1}' where workspace_id = $1 and type = 'stripe-balance'",
      [ada.workspace],
    );
    expect(await refusal(widgetData.run(owner, { id: await idOf("stripe-balance") }))).toEqual([
      "invalid",
      "bad-definition",
    ]);
  });

  it("marks a connection that the provider no longer knows, and says so in the log", async () => {
    sandbox.control.disconnect(ACCOUNT);
    expect((await refusal(widgetData.run(owner, { id: await idOf("stripe-payments") })))[0]).toBe(
      "upstream",
    );
    const listed = await listConnections.run(owner, {});
    expect(listed.map(({ manifest }) => manifest.name)).toEqual([
      "Stripe",
      "Jira",
      "Slack",
      "Twilio",
    ]);
    const stripe = listed.find(({ manifest }) => manifest.id === "stripe");
    expect(stripe?.connections[0]?.status).toBe("needs_reauth");
    const { events } = await listEvents.run(owner, { pattern: "connection.*" });
    expect(events[0]).toMatchObject({ type: "connection.needs_reauth", origin: "system" });
  });
});

describe("events from the page", () => {
  it("stores each once, in the person's own name, whatever the browser claims", async () => {
    const event = {
      ...uiEvent(),
      origin: "provider",
      actor: { kind: "system", id: "x" },
      workspace: bob.workspace,
    };
    expect(await publishUiEvents.run(owner, { events: [event] })).toEqual({ stored: 1 });
    expect(await publishUiEvents.run(owner, { events: [event] })).toEqual({ stored: 0 });
    const { events } = await listEvents.run(owner, { pattern: "stripe.payment.selected" });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      origin: "ui",
      workspace: ada.workspace,
      actor: { kind: "user", id: ada.sub },
      source: `ui:${ada.sub}/stripe-payments-widget`,
    });
  });

  it.each([
    ["a type that no installed widget declares", { type: "stripe.payment.received" }, "forbidden"],
    ["more than 8 KB", { data: { text: "x".repeat(9000) } }, "too_large"],
    ["a name that is no topic", { type: "Stripe Payment" }, "invalid"],
    ["more than eight hops", { hops: 9 }, "invalid"],
  ])("refuses %s", async (_name, change, code) => {
    expect((await refusal(publishUiEvents.run(owner, { events: [uiEvent(change)] })))[0]).toBe(
      code,
    );
  });

  it("refuses viewers, more than 50 at once, and a flood", async () => {
    expect((await refusal(publishUiEvents.run(viewer(), { events: [uiEvent()] })))[0]).toBe(
      "forbidden",
    );
    expect(
      (
        await refusal(
          publishUiEvents.run(owner, { events: Array.from({ length: 51 }, () => uiEvent()) }),
        )
      )[0],
    ).toBe("invalid");
    const flood = async () => {
      for (let round = 0; round < 3; round++)
        await publishUiEvents.run(owner, { events: Array.from({ length: 40 }, () => uiEvent()) });
    };
    expect((await refusal(flood()))[0]).toBe("rate_limited");
  });

  it("finds events by pattern and text, page by page", async () => {
    const first = await listEvents.run(owner, { pattern: "stripe.payment.*" });
    expect(first.events.length).toBeGreaterThan(20);
    const seqs = first.events.map(({ seq }) => seq ?? 0);
    expect(seqs).toEqual(seqs.toSorted((a, b) => b - a));
    expect((await listEvents.run(owner, { text: "no such text" })).events).toEqual([]);
    const older = await listEvents.run(owner, { before: seqs[0] });
    expect(older.events[0]?.seq).toBeLessThan(seqs[0] ?? 0);
  });
});

describe("connections by key", () => {
  it("tests the key with the provider, and keeps it out of everything that members see", async () => {
    const token = sandbox.control.connect(ACCOUNT);
    const connection = await connectKey.run(owner, { provider: "stripe", fields: { pat: token } });
    expect(connection).toMatchObject({ accountId: ACCOUNT, authKind: "key", status: "active" });
    expect(JSON.stringify(await listConnections.run(owner, {}))).not.toContain(token);
    expect(await testConnection.run(owner, { id: connection.id })).toMatchObject({
      account: ACCOUNT,
    });
    const { url } = await setWebhookSecret.run(owner, { id: connection.id });
    expect(url).toMatch(/\/api\/webhooks\/stripe\/[0-9a-f-]{36}$/);
    expect(
      (await setWebhookSecret.run(owner, { id: connection.id, secret: "whsec_another_secret_1" }))
        .url,
    ).toBe(url);
  });

  it.each([
    ["a publishable key", ["pk", "test", "1234567890abcdef"].join("_"), /publishable/i],
    ["a live key", ["sk", "live", "1234567890abcdefghij"].join("_"), /live key/],
    [
      "a key nobody issued",
      ["sk", "test", "1234567890abcdefghij"].join("_"),
      /does not know this key/,
    ],
  ])("refuses %s in words", async (_name, key, sentence) => {
    await expect(
      connectKey.run(owner, { provider: "stripe", fields: { pat: key } }),
    ).rejects.toThrow(sentence);
  });

  it.each([
    ["an empty field", { pat: "" }, "pat", /“Secret or restricted key” is empty/],
    ["a missing field", {}, "pat", /is empty/],
    ["a field that nobody declared", { pat: "x", url: "y" }, "url", /no field “url”/],
    ["a malformed value", { pat: "nonsense" }, "pat", /Invalid Stripe token format/],
  ])("names %s", async (_name, fields, field, sentence) => {
    const error: unknown = await connectKey
      .run(owner, { provider: "stripe", fields })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "invalid", details: { field } });
    expect(String(error)).toMatch(sentence);
  });

  it("lets a widget show one of several accounts, of this workspace only", async () => {
    const other = sandbox.control.connect("acct_1KissatenCoffeeJ");
    const { id } = await connectKey.run(owner, { provider: "stripe", fields: { pat: other } });
    const widget = await idOf("stripe-payments");
    await chooseConnection.run(owner, { id: widget, connectionId: id });
    const after = await widgetData.run(owner, { id: widget });
    expect(after).toMatchObject({ currency: "jpy", timeZone: "Asia/Tokyo" });
    const foreign = await connectAs(test, bob, "acct_1NorthwindRoastr");
    expect(
      (await refusal(chooseConnection.run(owner, { id: widget, connectionId: foreign.id })))[0],
    ).toBe("not_found");
  });

  it("asks for the role", async () => {
    expect(
      await refusal(connectKey.run(viewer(), { provider: "stripe", fields: { pat: "x" } })),
    ).toEqual(["forbidden", undefined]);
  });
});

describe("members", () => {
  it("join by a link that is stored as a hash, and are counted with their roles", async () => {
    const { url } = await inviteMember.run(owner, { role: "member" });
    const token = url.split("/").at(-1) ?? "";
    const { rows } = await test.admin.query<{ found: boolean }>(
      "select bool_or(i::text like '%' || $1 || '%') as found from public.invitations i",
      [token],
    );
    expect(rows[0]?.found).toBe(false);
    expect((await listMembers.run(owner, {})).map(({ role }) => role)).toEqual(["owner", "viewer"]);
  });

  it("change roles and leave; the last owner stays", async () => {
    await setMemberRole.run(owner, { userId: bob.sub, role: "admin" });
    const admin = contextOf(services, bob, { workspaceId: ada.workspace, role: "admin" });
    expect(await refusal(setMemberRole.run(admin, { userId: ada.sub, role: "viewer" }))).toEqual([
      "not_found",
      undefined,
    ]);
    expect(await refusal(removeMember.run(owner, { userId: ada.sub }))).toEqual([
      "conflict",
      undefined,
    ]);
    await removeMember.run(admin, { userId: bob.sub });
    expect(await listMembers.run(owner, {})).toHaveLength(1);
  });

  it("leave a line in the audit log for what they did", async () => {
    const { rows } = await test.admin.query<{ action: string }>(
      "select distinct action from public.audit_log where workspace_id = $1 order by 1",
      [ada.workspace],
    );
    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        "connections.connect-key",
        "connections.test",
        "members.invite",
        "members.remove",
        "members.set-role",
      ]),
    );
  });
});
