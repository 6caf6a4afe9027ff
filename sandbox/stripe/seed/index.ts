import type { World } from "../world.ts";
import { openAccount } from "./accounts.ts";
import { seedDemo } from "./demo.ts";

export type SeedName = "demo" | "empty";

/** Opens the platform's own account and, for `demo`, two shops with their history. */
export function applySeed(world: World, seed: SeedName): void {
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
  if (seed === "demo") seedDemo(world);
  else
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
