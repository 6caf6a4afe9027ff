import type { SyncedObjects } from "../../types";
import { payment } from "./payment";
import { types } from "./types";

/** The objects of a Stripe account that are kept as a synced copy. */
export const objects: SyncedObjects = { types, derived: { payment } };
