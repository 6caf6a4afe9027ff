import "./alias.ts";
import { existsSync } from "node:fs";

/** Computes the revenue of every connected account anew from its synced copy. Usage: `npm run metrics -- rebuild`. */
if (process.argv[2] !== "rebuild") {
  console.error("Usage: npm run metrics -- rebuild");
  process.exit(1);
}
if (existsSync(".env.local")) process.loadEnvFile(".env.local");
const { rebuildRevenue } = await import("../lib/compose/metrics.ts");
console.log(`Computed the revenue of ${await rebuildRevenue()} customers.`);
process.exit(0);
