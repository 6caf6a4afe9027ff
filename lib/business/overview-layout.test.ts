import { expect, it } from "vitest";

import {
  arrangementOf,
  columnsOf,
  layoutOf,
  OVERVIEW_BLOCKS,
  OVERVIEW_TILES,
  type BlockKey,
} from "./overview-layout";

const keys = (parts: readonly { key: string }[]) => parts.map(({ key }) => key);

it("shows every tile and block in the default order until somebody arranges them", () => {
  const { tiles, blocks } = arrangementOf(null);
  expect(keys(tiles)).toEqual(keys(OVERVIEW_TILES));
  expect(keys(blocks)).toEqual(keys(OVERVIEW_BLOCKS));
  expect([...tiles, ...blocks].every(({ isShown }) => isShown)).toBe(true);
});

it("keeps an order and what is hidden, and puts parts that came later at the end", () => {
  const { tiles } = arrangementOf({
    tiles: ["mrr", "gone", "balance", "mrr"],
    blocks: [],
    hidden: ["balance", "net_volume"],
  });
  expect(keys(tiles).slice(0, 3)).toEqual(["mrr", "balance", "gross_volume"]);
  expect(tiles).toHaveLength(OVERVIEW_TILES.length);
  expect(tiles.filter(({ isShown }) => !isShown).map(({ key }) => key)).toEqual([
    "balance",
    "net_volume",
  ]);
});

it("saves an arrangement so that it is read as the same", () => {
  const moved = arrangementOf({ tiles: ["balance"], blocks: ["activity"], hidden: ["recent"] });
  expect(arrangementOf(layoutOf(moved))).toEqual(moved);
});

const block = (key: BlockKey, height: number) => ({ key, height });

it("fills the shorter column with the blocks that fit into either", () => {
  const { main, side } = columnsOf([
    block("gross-volume", 330),
    block("attention", 360),
    block("recent", 360),
    block("mrr-movement", 380),
    block("activity", 320),
    block("why-failed", 240),
    block("payments", 300),
    block("methods", 200),
    block("countries", 200),
  ]);
  expect(keys(main)).toEqual(["gross-volume", "recent", "activity", "payments"]);
  expect(keys(side)).toEqual(["attention", "mrr-movement", "why-failed", "methods", "countries"]);
});

it("moves blocks to the wide column when the narrow one is longer", () => {
  const { main, side } = columnsOf([
    block("attention", 700),
    block("countries", 200),
    block("recent", 300),
    block("methods", 200),
  ]);
  expect(keys(main)).toEqual(["countries", "recent", "methods"]);
  expect(keys(side)).toEqual(["attention"]);
});
