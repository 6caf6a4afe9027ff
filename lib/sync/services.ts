import type { Database } from "@/lib/db/database";
import type { EventLog } from "@/lib/mesh/log";
import type { Execute } from "@/lib/providers/execute";

/** Services that keeping a synced copy needs. */
export interface SyncServices {
  readonly db: Database;
  readonly execute: Execute;
  readonly log: EventLog;
  readonly now: () => Date;
}
