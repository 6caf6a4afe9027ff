import { liveConnections } from "@/lib/db/connections";
import { markAllStale } from "@/lib/db/mrr";
import { computeRevenue } from "@/lib/sync/revenue";

import { services } from "./services";

/** Computes the revenue of every connected account anew from its synced copy. Returns how many customers it computed. */
export async function rebuildRevenue(): Promise<number> {
  const all = services();
  const live = await all.db.withService((trx) => liveConnections(trx));
  let customers = 0;
  for (const connection of live) {
    await all.db.withService((trx) => markAllStale(trx, connection.id));
    customers += await computeRevenue(all, connection);
  }
  return customers;
}
