import type { OverviewLayout } from "../contracts/overview";

interface Part {
  readonly key: string;
  readonly label: string;
}

/** The tiles of the overview in their default order. */
export const OVERVIEW_TILES = [
  { key: "gross_volume", label: "Gross volume" },
  { key: "net_volume", label: "Net volume" },
  { key: "successful_payments", label: "Successful payments" },
  { key: "mrr", label: "MRR" },
  { key: "active_subscribers", label: "Active subscribers" },
  { key: "subscriber_churn_rate", label: "Subscriber churn" },
  { key: "balance", label: "Balance" },
  { key: "next_payout", label: "Next payout" },
] as const satisfies readonly Part[];
export type TileKey = (typeof OVERVIEW_TILES)[number]["key"];

/** The blocks of the overview in their default order, which is also their order on a narrow screen. */
export const OVERVIEW_BLOCKS = [
  { key: "gross-volume", label: "Gross volume", place: "main" },
  { key: "attention", label: "Needs attention", place: "side" },
  { key: "recent", label: "Recent payments", place: "main" },
  { key: "mrr-movement", label: "MRR movement", place: "side" },
  { key: "activity", label: "Activity", place: "main" },
  { key: "why-failed", label: "Why payments failed", place: "either" },
  { key: "payments", label: "Payments", place: "main" },
  { key: "methods", label: "How customers paid", place: "either" },
  { key: "countries", label: "Countries of their cards", place: "either" },
] as const satisfies readonly (Part & { readonly place: Place })[];
export type BlockKey = (typeof OVERVIEW_BLOCKS)[number]["key"];

/** The column that a block needs: the wide one, the narrow one, or whichever is shorter. */
type Place = "main" | "side" | "either";

/** A tile or a block with its name, as the list of *Customize* shows it. */
export interface PartChoice<Key extends string = string> {
  readonly key: Key;
  readonly label: string;
  readonly isShown: boolean;
}

/** The tiles and blocks in a person's order. Both lists are complete. */
export interface Arrangement {
  readonly tiles: readonly PartChoice<TileKey>[];
  readonly blocks: readonly PartChoice<BlockKey>[];
}

/** Puts parts into a saved order. Unknown keys are left out; parts that the order does not name come last. */
function arranged<Key extends string>(
  parts: readonly { readonly key: Key; readonly label: string }[],
  order: readonly string[],
  hidden: readonly string[],
): PartChoice<Key>[] {
  const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return parts
    .map(({ key, label }) => ({ key, label, isShown: !hidden.includes(key) }))
    .toSorted((left, right) => place(left.key) - place(right.key));
}

/** Arranges the overview as a person saved it; in the default order for `null`. */
export function arrangementOf(layout: OverviewLayout | null): Arrangement {
  const { tiles, blocks, hidden } = layout ?? { tiles: [], blocks: [], hidden: [] };
  return {
    tiles: arranged(OVERVIEW_TILES, tiles, hidden),
    blocks: arranged(OVERVIEW_BLOCKS, blocks, hidden),
  };
}

/** Returns the keys of the parts that are shown, in their order. */
export const shownKeys = <Key extends string>(parts: readonly PartChoice<Key>[]): Key[] =>
  parts.filter(({ isShown }) => isShown).map(({ key }) => key);

/** Returns the layout that keeps an arrangement. */
export function layoutOf({ tiles, blocks }: Arrangement): OverviewLayout {
  const keys = (parts: readonly PartChoice[]) => parts.map(({ key }) => key);
  return {
    tiles: keys(tiles),
    blocks: keys(blocks),
    hidden: keys([...tiles, ...blocks].filter(({ isShown }) => !isShown)),
  };
}

/** A block that is drawn, with about how high it will be in pixels. */
export interface SizedBlock {
  readonly key: BlockKey;
  readonly height: number;
}

/** Two columns of blocks. */
export interface Columns<Block> {
  readonly main: readonly Block[];
  readonly side: readonly Block[];
}

const GAP = 16;
const PLACES: ReadonlyMap<string, Place> = new Map(
  OVERVIEW_BLOCKS.map(({ key, place }) => [key, place]),
);

/**
 * Divides blocks into a wide and a narrow column that end at about the same height: blocks that fit into either go where they
 * leave the smaller difference. The order of blocks stays within each column.
 */
export function columnsOf<Block extends SizedBlock>(blocks: readonly Block[]): Columns<Block> {
  const free = blocks.filter(({ key }) => PLACES.get(key) === "either");
  const height = (all: readonly Block[]) => all.reduce((sum, block) => sum + block.height + GAP, 0);
  const fixed = (place: Place) => blocks.filter(({ key }) => PLACES.get(key) === place);
  const start = height(fixed("main")) - height(fixed("side"));
  // There are few free blocks, so every division is tried. Bit n of the number puts block n into the wide column.
  const difference = (bits: number) =>
    Math.abs(
      free.reduce(
        (sum, block, at) => sum + (bits & (1 << at) ? 1 : -1) * (block.height + GAP),
        start,
      ),
    );
  let best = 0;
  for (let bits = 1; bits < 1 << free.length; bits++)
    if (difference(bits) < difference(best)) best = bits;
  const inMain = new Set([...fixed("main"), ...free.filter((_, at) => (best & (1 << at)) !== 0)]);
  return {
    main: blocks.filter((block) => inMain.has(block)),
    side: blocks.filter((block) => !inMain.has(block)),
  };
}
