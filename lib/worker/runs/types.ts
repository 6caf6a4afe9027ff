import type { Catalogue } from "@/lib/automations/catalogue";
import type { Action, Decision } from "@/lib/automations/plan-types";
import type { AutomationDefinition } from "@/lib/automations/schema";
import type { Database, Transaction } from "@/lib/db/database";
import type { OpenedSecret } from "@/lib/db/named-secrets";
import type { Queue } from "@/lib/db/queue";
import type { RunRow } from "@/lib/db/runs";
import type { StepPlace, StepRow } from "@/lib/db/steps";
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
  /** The log of a workspace has grown by a transaction of ours. */
  readonly grown: (workspaceId: string) => void;
  /** Hosts that a step may call by web address. */
  readonly httpHosts: readonly string[];
  /** Opens secrets of a workspace that a request sends in its headers; those that exist. */
  readonly openSecrets: OpenSecrets;
  readonly now: () => Date;
  /** How long a worker may be silent before another one takes its run, milliseconds. */
  readonly leaseMs: number;
}

/** A run that this worker holds. */
export interface HeldRun {
  readonly run: RunRow;
  readonly name: string;
  readonly definition: AutomationDefinition;
  /** Items of one list that it may send something without asking. */
  readonly allowedItems: number;
  /** Kept up to date while the run goes on. */
  readonly steps: Map<string, StepRow>;
}

/** A step that is to be begun, or taken up again. */
export type Beginning = Extract<Decision, { kind: "begin" | "due" }>;

/** Does something with the run held: throws FencedError instead when it is another worker's by now. */
export type Hold = <T>(work: (trx: Transaction) => Promise<T>) => Promise<T>;

/** One operation of a provider that a step wants done. */
export interface Call {
  readonly held: HeldRun;
  readonly place: StepPlace;
  readonly decision: Beginning;
  readonly connection: PlanConnection;
  readonly operation: Operation;
  /** The operation's name within its provider. */
  readonly key: string;
  readonly input: unknown;
  readonly asks: Extract<Action, { kind: "call" }>["asks"];
}
