"use client";

import { useEffect, useRef } from "react";

/** The parts of a chart's figure that its script works on. */
interface Parts {
  readonly figure: HTMLElement;
  readonly tip: HTMLElement;
  readonly table: HTMLElement;
}

function partsOf(inside: HTMLElement | null): Parts | null {
  const figure = inside?.closest<HTMLElement>("[data-chart]");
  const tip = figure?.querySelector<HTMLElement>("[data-tip]");
  const table = figure?.querySelector<HTMLElement>("[data-table]");
  return figure && tip && table ? { figure, tip, table } : null;
}

/** The columns of a point: one in each drawing of the chart, of which one is shown. */
const columnsOf = (figure: HTMLElement, index: number) => [
  ...figure.querySelectorAll<SVGGElement>(`[data-point="${index}"]`),
];

/** Reads the points of one chart aloud and beside the pointer. */
class ChartReader {
  readonly #parts: Parts;
  #at = -1;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get #count(): number {
    return Number(this.#parts.figure.querySelector("[data-points]")?.getAttribute("data-points"));
  }

  #mark(isShown: boolean): void {
    for (const column of columnsOf(this.#parts.figure, this.#at))
      column
        .querySelector("[data-guide]")
        ?.setAttribute("visibility", isShown ? "visible" : "hidden");
  }

  show(index: number): void {
    const { figure, tip } = this.#parts;
    this.#mark(false);
    this.#at = Math.max(0, Math.min(this.#count - 1, index));
    this.#mark(true);
    const columns = columnsOf(figure, this.#at);
    tip.textContent = columns[0]?.dataset["words"] ?? "";
    const shown = columns.find((column) => column.getBoundingClientRect().width > 0);
    if (!shown) return;
    const frame = figure.getBoundingClientRect();
    const box = shown.getBoundingClientRect();
    const middle = box.left + box.width / 2 - frame.left;
    const isRight = middle > frame.width / 2;
    tip.style.left = isRight ? "auto" : `${middle + 12}px`;
    tip.style.right = isRight ? `${frame.width - middle + 12}px` : "auto";
  }

  hide(): void {
    this.#mark(false);
    this.#at = -1;
    this.#parts.tip.textContent = "";
  }

  toggleTable(): void {
    const { table, tip } = this.#parts;
    table.hidden = !table.hidden;
    tip.textContent = table.hidden ? "Table closed" : "Table open";
  }

  onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowRight: () => this.show(this.#at + 1),
      ArrowLeft: () => this.show(this.#at < 0 ? this.#count - 1 : this.#at - 1),
      Home: () => this.show(0),
      End: () => this.show(this.#count - 1),
      Escape: () => this.hide(),
      t: () => this.toggleTable(),
    };
    const move = moves[event.key === "T" ? "t" : event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }
}

/**
 * Keys and pointer of the chart around it: ← → Home End read a point, Escape leaves it, T shows the table. The words come
 * from the drawing, so that no script knows the data twice.
 */
export function ChartKeys() {
  const own = useRef<HTMLButtonElement>(null);
  const reader = useRef<ChartReader | null>(null);
  useEffect(() => {
    const parts = partsOf(own.current);
    if (!parts) return undefined;
    const { figure } = parts;
    const made = new ChartReader(parts);
    reader.current = made;
    const stop = new AbortController();
    const { signal } = stop;
    const onMove = ({ target }: Event) => {
      const point = (target as Element).closest<SVGGElement>("[data-point]")?.dataset["point"];
      if (point !== undefined) made.show(Number(point));
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.target === figure) made.onKey(event);
    };
    figure.addEventListener("keydown", onKey, { signal });
    figure.addEventListener("pointermove", onMove, { signal });
    figure.addEventListener("pointerdown", onMove, { signal });
    figure.addEventListener("pointerleave", () => made.hide(), { signal });
    figure.addEventListener("blur", () => made.hide(), { signal });
    return () => stop.abort();
  }, []);
  return (
    <button
      ref={own}
      type="button"
      onClick={() => reader.current?.toggleTable()}
      className="text-muted hover:text-ink"
    >
      Table
    </button>
  );
}
