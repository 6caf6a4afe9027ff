import type { Database } from "@/lib/db/database";
import type { Publisher } from "@/lib/mesh/publisher";
import type { Execute } from "@/lib/providers/execute";

/** What keeping a synced copy needs. */
export interface SyncServices {
  readonly db: Database;
  readonly execute: Execute;
  readonly publisher: Publisher;
  readonly now: () => Date;
}
