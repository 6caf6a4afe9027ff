import { badParam } from "../errors.ts";
import type { World } from "../world.ts";
import { openAccount } from "./accounts.ts";
import { seedBulk } from "./bulk.ts";
import { seedYear } from "./demo.ts";
import { KISSATEN, NORTHWIND } from "./shops.ts";
import { seedSmallShop } from "./small.ts";

const NAMES = ["demo", "small", "empty", "bulk"] as const;
export type SeedName = (typeof NAMES)[number];
/** How many charges the `bulk` seed makes; other seeds do not use it. */
export type Seed = { name: SeedName; bulkCount: number };

const DEFAULT_BULK_COUNT = 100_000;

/** Reads `demo`, `small`, `empty`, `bulk` or `bulk:<charges>`. Throws 400 for anything else. */
export function parseSeed(text: string): Seed {
  const [first = "", count] = text.split(":");
  const name = NAMES.find((one) => one === first);
  const bulkCount = count === undefined ? DEFAULT_BULK_COUNT : Number(count);
  const isBulk = name === "bulk";
  if (!name || (!isBulk && count !== undefined) || !Number.isInteger(bulkCount) || bulkCount < 1)
    throw badParam(`The seed is demo, small, empty or bulk:<charges>, not ${text}.`, "seed");
  return { name, bulkCount };
}

/** Opens the platform's own account and the shops of the seed with their history. */
export function applySeed(world: World, seed: Seed): void {
  openAccount(world, {
    id: world.platform.account,
    name: world.platform.name ?? "Sandbox platform",
    email: "platform@example.com",
    country: "US",
    currency: "usd",
    url: null,
    timezone: "Etc/UTC",
    created: world.now() - 500 * 86_400,
  });
  if (seed.name === "empty") openEmptyShop(world);
  else if (seed.name === "bulk") seedBulk(world, seed.bulkCount);
  else {
    if (seed.name === "demo") seedYear(world);
    else seedSmallShop(world, NORTHWIND);
    seedSmallShop(world, KISSATEN);
  }
}

function openEmptyShop(world: World): void {
  openAccount(world, {
    id: "acct_1EmptySandboxShp",
    name: "Empty shop",
    email: "shop@example.com",
    country: "US",
    currency: "usd",
    url: null,
    timezone: "Etc/UTC",
    created: world.now() - 86_400,
  });
}
