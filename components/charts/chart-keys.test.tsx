import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import { lineChart } from "@/lib/charts/line";

import { ChartFigure } from "./chart-figure";

const words = ["Nov 28: $1.00", "Nov 29: $2.00", "Nov 30: $3.00 so far"];
const draw = (width: number) =>
  lineChart(
    { width, height: 200, summary: "Gross volume" },
    {
      labels: ["Nov 28", "Nov 29", "Nov 30"],
      values: [100, 200, 300],
      words,
      unit: { kind: "money", currency: "usd" },
      isSoFar: true,
    },
  );

const figure = () => screen.getByRole("group", { name: /Gross volume\./ });
const read = () => screen.getByRole("status").textContent;
const table = () => screen.queryByRole("table", { name: "Gross volume." });

describe("a chart", () => {
  const user = userEvent.setup();
  beforeEach(() => {
    render(
      <ChartFigure
        chart={{
          caption: "Gross volume.",
          wide: draw(700),
          narrow: draw(300),
          table: { head: ["Day", "Volume"], rows: [["Nov 28", "$1.00"]] },
          csvHref: "/api/metrics/export?chart=gross&format=csv",
        }}
      />,
    );
    figure().focus();
  });

  it("reads its points by the arrow keys, from the first or from the last", async () => {
    await user.keyboard("{ArrowRight}");
    expect(read()).toBe(words[0]);
    await user.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}");
    expect(read()).toBe(words[2]);
    await user.keyboard("{Home}");
    expect(read()).toBe(words[0]);
    await user.keyboard("{End}");
    expect(read()).toBe(words[2]);
    await user.keyboard("{Escape}");
    expect(read()).toBe("");
    await user.keyboard("{ArrowLeft}");
    expect(read()).toBe(words[2]);
  });

  it("marks the point that is read, in the wide and in the narrow drawing", async () => {
    await user.keyboard("{ArrowRight}");
    const shown = () => figure().querySelectorAll('[data-guide][visibility="visible"]').length;
    expect(shown()).toBe(2);
    await user.keyboard("{Escape}");
    expect(shown()).toBe(0);
  });

  it("shows its table by T and by its button", async () => {
    expect(table()).toBeNull();
    await user.keyboard("t");
    expect(table()).not.toBeNull();
    await user.click(screen.getByRole("button", { name: "Table" }));
    expect(table()).toBeNull();
  });

  it("reads the point below the pointer, and falls silent when it leaves", () => {
    const second = figure().querySelector('[data-point="1"] rect');
    if (!second) throw new Error("no column");
    fireEvent.pointerMove(second);
    expect(read()).toBe(words[1]);
    fireEvent.pointerLeave(figure());
    expect(read()).toBe("");
  });

  it("draws with the colours of the page", () => {
    expect(figure().innerHTML).toContain("var(--chart-1)");
    expect(figure().querySelectorAll("svg[style]").length).toBe(0);
    expect(screen.getByRole("link", { name: "CSV" }).getAttribute("href")).toContain("format=csv");
  });
});
