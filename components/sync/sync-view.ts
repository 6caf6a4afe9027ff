import type { DataHealth } from "@/lib/contracts/health";
import type { SyncStatus } from "@/lib/contracts/objects";

/** A status as JSON brings it: times are texts. */
export type SyncView = {
  readonly [Key in keyof SyncStatus[number]]: Key extends "types"
    ? readonly TypeView[]
    : Key extends "startedAt" | "retryAt" | "comparedAt"
      ? string | null
      : Key extends "readAt"
        ? string
        : SyncStatus[number][Key];
};
export type TypeView = {
  readonly [Key in keyof SyncStatus[number]["types"][number]]: Key extends "oldest" | "updatedAt"
    ? string | null
    : SyncStatus[number]["types"][number][Key];
};

type StoredType = DataHealth["types"][number];
type UnstoredEvent = DataHealth["events"]["events"][number];
type Unstored = DataHealth["unstored"]["objects"][number];

/** The health of an account's data as JSON brings it: times are texts. */
export interface HealthView {
  readonly types: readonly (Omit<StoredType, "newest"> & { readonly newest: string | null })[];
  readonly unstored: {
    readonly count: number;
    readonly objects: readonly (Omit<Unstored, "seenAt"> & { readonly seenAt: string })[];
  };
  readonly events: {
    readonly count: number;
    readonly events: readonly (Omit<UnstoredEvent, "seenAt"> & { readonly seenAt: string })[];
  };
}

/** Type of the events among the types of an import. They are no objects. */
export const EVENTS = "event";
