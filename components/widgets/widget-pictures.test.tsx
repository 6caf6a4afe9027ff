import { cleanup, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { WidgetData, WidgetMetric } from "@/lib/widgets/data";
import { drawWidget } from "@/lib/widgets/draw";
import { define, shippedDefinition } from "@/lib/widgets/fixtures/build";
import type { WidgetDefinition } from "@/lib/widgets/schema";

import { dataOf, fakeServer, htmlOf, renderCard } from "./render-card";

const metric = (change: Partial<WidgetMetric["figure"]> = {}, isSoFar = true): WidgetMetric => ({
  figure: {
    metric: "gross_volume",
    version: 1,
    label: "Gross volume",
    definition: "What was collected.",
    unit: "money",
    value: 60_000,
    before: 40_000,
    parts: null,
    ...change,
  },
  currency: "usd",
  from: "2026-11-28",
  to: "2026-11-30",
  before: { from: "2026-11-25", to: "2026-11-27" },
  isSoFar,
});

const days = [
  ["Nov 28", 10_000, 20_000],
  ["Nov 29", 20_000, 10_000],
  ["Nov 30", 30_000, 10_000],
] as const;
const rows = days.map(([label, value, before], index) => ({
  id: label,
  time: `2026-11-${28 + index}T00:00:00.000Z`,
  label,
  name: `${["Sat", "Sun", "Mon"][index]}, ${label}`,
  currency: "usd",
  value,
  before,
  beforeName: `Nov ${25 + index}`,
}));

/** Shows what the server has drawn of rows. */
function renderDrawn(definition: WidgetDefinition, data: WidgetData) {
  return renderCard({ definition, initialData: drawWidget(definition, data) });
}

const chartDefinition = (chart: object, more: object = {}) =>
  define({ name: "Sales", display: { view: "chart", chart, fields: [] }, ...more });

beforeEach(() => {
  fakeServer("pending");
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("the view chart", () => {
  const volume = shippedDefinition("gross-volume") ?? define({});
  const figure = () => screen.findByRole("group", { name: /Gross volume from 2026-11-28/ });

  it("reads its points by the arrow keys, and the last one as unfinished", async () => {
    const { user } = renderDrawn(volume, dataOf(rows, { metric: metric() }));
    const chart = await figure();
    chart.focus();
    await user.keyboard("{ArrowRight}");
    const read = () => chart.querySelector("[data-tip]")?.textContent;
    expect(read()).toBe("Sat, Nov 28\nGross volume: $100.00\nNov 25: $200.00");
    await user.keyboard("{End}");
    expect(read()).toContain("Gross volume: $300.00 so far");
  });

  it("shows its table by T, and gives its numbers as a file", async () => {
    const { user } = renderDrawn(volume, dataOf(rows, { metric: metric() }));
    const chart = await figure();
    expect(screen.queryByRole("table")).toBeNull();
    chart.focus();
    await user.keyboard("t");
    const [, first] = within(screen.getByRole("table")).getAllByRole("row");
    expect(first?.textContent).toBe("Sat, Nov 28$100.00$200.00");
    const file = screen.getByRole("link", { name: "CSV" });
    expect(file).toHaveAttribute("download", "gross-volume.csv");
    const [, text = ""] = (file.getAttribute("href") ?? "").split(",", 2);
    expect(decodeURIComponent((file.getAttribute("href") ?? "").slice(28))).toContain(
      "2026-11-28T00:00:00.000Z,100.00,200.00",
    );
    expect(text).not.toBe("");
  });

  it("says of which time it is, in the HTML of the server too", async () => {
    const initialData = drawWidget(volume, dataOf(rows, { metric: metric() }));
    renderCard({ definition: volume, initialData });
    expect(await screen.findByText("Nov 28 – Nov 30, compared with Nov 25 – Nov 27")).toBeVisible();
    expect(htmlOf({ definition: volume, initialData })).toContain("<svg");
  });

  it.each(["line", "area", "bar", "waterfall"])(
    "draws rows of any source as a %s",
    async (kind) => {
      const definition = chartDefinition({ kind, x: "name", y: ["count"] });
      const data = dataOf([
        { name: "A", count: 3 },
        { name: "B", count: -2 },
        { name: "C", count: 1 },
      ]);
      const { user } = renderDrawn(definition, data);
      const chart = await screen.findByRole("group", { name: /^Sales\./ });
      expect(chart.querySelectorAll("svg").length).toBe(2);
      expect(
        chart.querySelectorAll("svg:first-of-type path, svg:first-of-type rect").length,
      ).toBeGreaterThan(2);
      chart.focus();
      await user.keyboard("{ArrowRight}{ArrowRight}");
      expect(chart.querySelector("[data-tip]")?.textContent).toBe("B\ncount: -2");
    },
  );

  it("stacks several fields", async () => {
    const definition = chartDefinition({ kind: "stacked-bar", x: "day", y: ["paid", "failed"] });
    const { container } = renderDrawn(definition, dataOf([{ day: "Mon", paid: 3, failed: 1 }]));
    await screen.findByRole("group", { name: /^Sales\./ });
    const bars = [...container.querySelectorAll("svg:first-of-type path[fill^='var(--chart']")];
    expect(new Set(bars.map((bar) => bar.getAttribute("fill"))).size).toBe(2);
  });

  it("never puts amounts of two currencies on one axis", async () => {
    const definition = define({
      name: "Sales",
      display: {
        view: "chart",
        chart: { kind: "bar", x: "id", y: ["amount"] },
        fields: [{ key: "amount", type: "money" }],
      },
    });
    const drawn = drawWidget(
      definition,
      dataOf([
        { id: "a", amount: 500, currency: "usd" },
        { id: "b", amount: 500, currency: "jpy" },
      ]),
    );
    expect(drawn.diagnostics).toEqual([
      "display.chart: 1 rows in other currencies are left out. Filter by one currency",
    ]);
    expect(JSON.stringify(drawn.drawing)).not.toContain("¥");
  });
});

describe("the view tile", () => {
  const mrr = shippedDefinition("mrr") ?? define({});

  it("shows the figure, its change with its direction, and its course", async () => {
    const { container } = renderDrawn(mrr, dataOf(rows, { metric: metric() }));
    expect(await screen.findByText("$600")).toBeVisible();
    expect(screen.getByText("up by 50.0%")).toBeInTheDocument();
    expect(screen.getByText("from $400.00")).toBeVisible();
    expect(container.querySelector("svg[aria-label='Course of Gross volume']")).not.toBeNull();
  });

  const toneOf = async (words: string) =>
    (await screen.findByText(words)).parentElement?.className ?? "";

  it("says that more churn is bad", async () => {
    const churn = metric({
      metric: "subscriber_churn_rate",
      unit: "share",
      value: 0.04,
      before: 0.03,
    });
    renderDrawn(mrr, dataOf(rows, { metric: churn }));
    expect(await toneOf("up by 1.0 pt")).toContain("text-danger-ink");
    cleanup();
    renderDrawn(mrr, dataOf(rows, { metric: metric() }));
    expect(await toneOf("up by 50.0%")).toContain("text-success-ink");
  });

  it("shows a number of the first row, and which direction is good", async () => {
    const definition = define({
      name: "Open tickets",
      dataSource: { type: "static", data: [] },
      display: {
        view: "tile",
        tile: { value: "open", comparison: "before", goodDirection: "down", sparkline: "open" },
        fields: [{ key: "open", type: "number" }],
      },
    });
    renderDrawn(definition, dataOf([{ open: 12, before: 10 }, { open: 9 }]));
    expect(await screen.findByText("12")).toBeVisible();
    expect(await toneOf("up by 20.0%")).toContain("text-danger-ink");
  });
});
