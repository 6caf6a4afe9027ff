import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { startSync, type Sync } from "@/lib/sync/main";
import { getDashboard } from "@/lib/verbs/dashboard/get";
import { metricsOverview } from "@/lib/verbs/metrics/overview";
import { addWidget } from "@/lib/verbs/widgets/add";
import { chooseConnection } from "@/lib/verbs/widgets/choose-connection";
import { widgetData } from "@/lib/verbs/widgets/data";

import { connectAs, contextOf, refusal } from "./services";
import { ACCOUNT, ada, bob, idOf, owner, services, test, viewer } from "./verbs-fixture";
import { callsOf, issuesOf, OWN, show } from "./widget-harness";

/** Widgets that read the metrics and draw them, through the request that a card makes. */
let connection: string;
let sync: Sync;

beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  sync = startSync(services);
  await sync.catchUp();
}, 120_000);
afterAll(() => sync.stop());

describe("the source metric", () => {
  const metric = (more: object, display: object = { view: "table" }) =>
    show({ dataSource: { type: "metric", ...more }, display });

  it("has the figures of the Overview, day by day, against the time before", async () => {
    const overview = await metricsOverview.run(owner, { range: "30d", by: "day" });
    const [calls, shown] = await callsOf(() => metric({ metric: "gross_volume", interval: "day" }));
    expect(calls).toBe(0);
    expect(shown.rows.map(({ value }) => value)).toEqual(overview.volume.now.gross);
    expect(shown.rows.map(({ before }) => before)).toEqual(overview.volume.before?.gross);
    const figure = overview.figures.find(({ metric: id }) => id === "gross_volume");
    expect(shown.metric?.figure).toEqual(figure);
    const mrr = await metric({ metric: "mrr", interval: "day", compare: "none" });
    expect(mrr.rows.map(({ value }) => value)).toEqual(overview.recurring.mrr);
    expect(mrr.metric?.before).toBeNull();
  });

  it("divides by outcome, by method and by movement", async () => {
    const overview = await metricsOverview.run(owner, { range: "12m", by: "month" });
    const time = { range: "12m", interval: "month" };
    const outcomes = await metric({ metric: "successful_payments", group: "outcome", ...time });
    expect(outcomes.rows.map(({ failed }) => failed)).toEqual(overview.volume.now.failed);
    const methods = await metric({ metric: "gross_volume", group: "method", ...time });
    expect(methods.rows.map(({ value }) => value)).toEqual(overview.methods.map(({ sum }) => sum));
    expect(methods.rows.map(({ name }) => name)).toContain("Visa");
    const moved = await metric({ metric: "mrr", group: "movement", ...time });
    const values = moved.rows.map(({ value }) => Number(value));
    const between = values.slice(1, -1).reduce((sum, value) => sum + value, 0);
    expect((values[0] ?? 0) + between).toBe(values.at(-1));
    expect(moved.rows.map(({ id }) => id)).toEqual([
      "start",
      "new",
      "reactivation",
      "expansion",
      "contraction",
      "churn",
      "end",
    ]);
  });

  it.each([
    ["an unknown metric", { metric: "mrrr" }, "dataSource.metric", "mrr"],
    [
      "a group of another metric",
      { metric: "mrr", group: "method" },
      "dataSource.group",
      "movement",
    ],
    ["an unknown group", { metric: "mrr", group: "plan" }, "dataSource.group", "movement"],
    ["a table that is no figure", { metric: "customer_retention" }, "dataSource.metric", "arpu"],
  ])("refuses %s by its place, with a way out", async (_name, source, path, offer) => {
    expect(await issuesOf({ dataSource: { type: "metric", ...source } })).toEqual([
      expect.objectContaining({ path, message: expect.stringContaining(offer) }),
    ]);
  });

  it("refuses a chart of a figure without a course, and warns of parts that do not fit", async () => {
    const chart = { view: "chart", chart: { kind: "line", x: "label", y: ["value"] } };
    const dataSource = { type: "metric", metric: "ltv" };
    expect(await issuesOf({ dataSource, display: chart })).toEqual([
      expect.objectContaining({ message: expect.stringContaining("Use the view tile") }),
    ]);
    expect((await metric({ metric: "mrr", interval: "hour" })).diagnostics).toEqual([
      "dataSource.interval: 30d is divided by day, not by hour",
    ]);
  });
});

describe("the built-in widgets with a picture", () => {
  let dashboardId: string;
  beforeEach(async () => {
    dashboardId = (await getDashboard.run(owner, {})).id;
  });

  it("draw gross volume as a chart with its words, its table and its file", async () => {
    const { id } = await addWidget.run(owner, { dashboardId, type: "gross-volume" });
    const { drawing } = await widgetData.run(viewer(), { id });
    if (drawing === undefined) throw new Error("no drawing");
    expect(drawing).toMatchObject({ kind: "chart", chart: { wide: { tag: "svg" } } });
    const text = JSON.stringify(drawing);
    expect(text).toContain("so far");
    const [, address = ""] = /"csvHref":"([^"]+)"/.exec(text) ?? [];
    const file = decodeURIComponent(address.slice(address.indexOf(",") + 1));
    const [head, ...rows] = file.trimEnd().split("\n");
    expect(head).toBe("Day,Gross volume,Compared with,Currency");
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.every((row) => row.endsWith(",USD"))).toBe(true);
  });

  it("draw MRR as a tile", async () => {
    const { id } = await addWidget.run(owner, { dashboardId, type: "mrr" });
    const { drawing, metric } = await widgetData.run(viewer(), { id });
    expect(drawing).toMatchObject({ kind: "tile", tile: { label: "MRR", spark: { tag: "svg" } } });
    expect(metric?.figure.value).toBeGreaterThan(0);
  });
});

describe("somebody of another workspace", () => {
  it.each([
    ["objects", { type: "objects", object: "payment" }],
    ["metric", { type: "metric", metric: "mrr" }],
  ])("sees no %s through the widget or the connection", async (_name, dataSource) => {
    const stranger = contextOf(services, bob);
    await show({ dataSource });
    expect((await refusal(widgetData.run(stranger, { id: await idOf(OWN) })))[0]).toBe("not_found");
    const { id: dashboardId } = await getDashboard.run(stranger, {});
    const theirs = await addWidget.run(stranger, { dashboardId, type: "gross-volume" });
    expect(
      (
        await refusal(chooseConnection.run(stranger, { id: theirs.id, connectionId: connection }))
      )[0],
    ).toBe("not_found");
    await test.admin
      .query("update public.widgets set connection_id = $2 where id = $1", [theirs.id, connection])
      .catch(() => null);
    expect(await refusal(widgetData.run(stranger, { id: theirs.id }))).toEqual([
      "conflict",
      "not-connected",
    ]);
  });
});
