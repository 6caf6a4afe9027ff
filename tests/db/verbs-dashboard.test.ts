import { describe, expect, it } from "vitest";

import { uuidv7 } from "@/lib/core/ids";
import { setWidgetRemoved } from "@/lib/db/dashboards";
import { listConnections } from "@/lib/verbs/connections/list";
import { getDashboard } from "@/lib/verbs/dashboard/get";
import { reorderDashboard } from "@/lib/verbs/dashboard/reorder";
import { listEvents } from "@/lib/verbs/events/list";
import { publishUiEvents } from "@/lib/verbs/events/publish";
import { addWidget } from "@/lib/verbs/widgets/add";
import { widgetData } from "@/lib/verbs/widgets/data";
import { removeWidget } from "@/lib/verbs/widgets/remove";

import { connectAs, contextOf, orderPlaced, refusal } from "./services";
import { ACCOUNT, ada, bob, idOf, owner, sandbox, services, test, viewer } from "./verbs-fixture";

const uiEvent = (change: Record<string, unknown> = {}) => ({
  id: uuidv7(),
  type: "stripe.payment.selected",
  source: "stripe-payments-widget",
  time: new Date().toISOString(),
  data: { id: "ch_1", amount: 2000 },
  ...change,
});

describe("the dashboard", () => {
  it("is there when a workspace is created, for everybody in it", async () => {
    const all = await Promise.all(
      [owner, viewer()].map((context) => getDashboard.run(context, {})),
    );
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
    sandbox.control.addFault({ match: { path: "/v1/balance" }, delayMs: 2000, times: 1 });
    const before = sandbox.control.requests().length;
    await Promise.all(Array.from({ length: 7 }, () => widgetData.run(owner, { id })));
    expect(sandbox.control.requests().length - before).toBe(1);
  });

  it("warns of a part of the definition that is not supported yet", async () => {
    const exporting = (definition: string) =>
      test.admin.query(
        `update public.widget_definitions set definition = ${definition} where workspace_id = $1 and type = 'stripe-balance'`,
        [ada.workspace],
      );
    await exporting(`jsonb_set(definition, '{display,export}', '["csv"]')`);
    const data = await widgetData.run(owner, { id: await idOf("stripe-balance") });
    expect(data.diagnostics).toEqual(["display.export: not supported yet"]);
    await exporting("definition #- '{display,export}'");
    expect(await widgetData.run(owner, { id: await idOf("stripe-balance") })).toMatchObject({
      diagnostics: [],
    });
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
    await services.publisher.publish(orderPlaced(ada, { type: "stripe.payment.received" }));
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
    // By time: of events that a page makes together, one may be stored after those that came later.
    const times = first.events.map(({ time }) => Date.parse(time));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect((await listEvents.run(owner, { text: "no such text" })).events).toEqual([]);
    const [newest, second] = first.events;
    const older = await listEvents.run(owner, {
      pattern: "stripe.payment.*",
      before: newest?.seq ?? 0,
    });
    expect(older.events[0]?.seq).toBe(second?.seq);
  });
});
