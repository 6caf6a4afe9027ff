import type { Catalogue } from "@/lib/automations/catalogue";
import type { Database } from "@/lib/db/database";
import type { OpenedSecret } from "@/lib/db/named-secrets";
import type { Queue } from "@/lib/db/queue";
import type { Execute } from "@/lib/providers/execute";

export type OpenSecrets = (
  workspaceId: string,
  names: readonly string[],
) => Promise<readonly OpenedSecret[]>;

/** Services that running automations needs. */
export interface RunServices {
  readonly db: Database;
  readonly execute: Execute;
  readonly catalogue: Catalogue;
  readonly queue: Queue;
  /** Tells streams and dispatchers that this process appended events to the workspace's log. */
  readonly notifyAppended: (workspaceId: string) => void;
  /** Hosts that an HTTP request step may call. */
  readonly httpHosts: readonly string[];
  /** Decrypts the named secrets of a workspace; names that do not exist are left out. */
  readonly openSecrets: OpenSecrets;
  readonly now: () => Date;
  /** How long a lease lasts without renewal, in milliseconds. */
  readonly leaseMs: number;
}
