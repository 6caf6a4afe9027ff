import type { Database } from "@/lib/db/database";
import type { Execute } from "@/lib/providers/execute";

/** Services that sending an action needs. */
export interface ActionServices {
  readonly db: Database;
  readonly execute: Execute;
  readonly now: () => Date;
}
