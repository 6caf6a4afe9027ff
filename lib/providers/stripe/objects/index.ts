import type { SyncedObjects } from "../../types";
import { payment } from "./payment";
import { types } from "./types";

/** What of a Stripe account is kept as a synced copy. */
export const objects: SyncedObjects = { types, derived: { payment } };
