import type { Catalogue } from "@/lib/automations/catalogue";
import type { Action, Decision } from "@/lib/automations/plan-types";
import type { AutomationDefinition } from "@/lib/automations/schema";
import type { Database, Transaction } from "@/lib/db/database";
import type { OpenedSecret } from "@/lib/db/named-secrets";
import type { Queue } from "@/lib/db/queue";
import type { RunRow } from "@/lib/db/runs";
import type { StepRef, StepRow } from "@/lib/db/steps";
import type { Execute } from "@/lib/providers/execute";
import type { PlanConnection } from "@/lib/providers/plan";
import type { Operation } from "@/lib/providers/types";

export type OpenSecrets = (
  workspaceId: string,
  names: readonly string[],
) => Promise<readonly OpenedSecret[]>;

/** What running automations needs. */
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

/** A run on which this worker has the lease. */
export interface LeasedRun {
  readonly run: RunRow;
  readonly name: string;
  readonly definition: AutomationDefinition;
  /** How many items of one list it may send to without an approval. */
  readonly allowedItems: number;
  /** The run's steps by key, kept up to date while the run executes. */
  readonly steps: Map<string, StepRow>;
}

/** The planner's decision to start a step or to continue one that is due. */
export type Beginning = Extract<Decision, { kind: "begin" | "due" }>;

/** Renews the lease and runs `work` in the same transaction. Throws FencedError when another worker has the run. */
export type WithLease = <T>(work: (trx: Transaction) => Promise<T>) => Promise<T>;

/** A provider operation that a step calls. */
export interface Call {
  readonly leased: LeasedRun;
  readonly step: StepRef;
  readonly decision: Beginning;
  readonly connection: PlanConnection;
  readonly operation: Operation;
  /** The operation's name within its provider. */
  readonly key: string;
  readonly input: unknown;
  readonly asks: Extract<Action, { kind: "call" }>["asks"];
}
