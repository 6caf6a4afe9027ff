import type { PlainCatalogue } from "@/lib/automations/form/catalogue";
import type { RunStatus } from "@/lib/contracts/run";
import type { ActionResult } from "@/lib/core/action-result";
import type { DefinitionIssue } from "@/lib/core/definition-issues";

export type AutomationStatus = "disabled" | "enabled" | "paused";

/** An automation in the list. Times are ISO 8601. */
export interface AutomationView {
  readonly id: string;
  readonly name: string;
  readonly status: AutomationStatus;
  readonly pausedReason: string | null;
  readonly latestVersion: number;
  readonly liveVersion: number | null;
  readonly sentence: string | null;
  /** Ids of the apps that it uses, the trigger's first. */
  readonly apps: readonly string[];
  readonly runs: {
    readonly succeeded: number;
    readonly failed: number;
    readonly open: number;
    readonly total: number;
    /** True when only the newest 1,000 runs were counted. */
    readonly isCut: boolean;
  };
  /** The newest run; `null` if it never ran. */
  readonly lastRun: {
    readonly id: string;
    readonly status: RunStatus;
    /** The run's event in words. */
    readonly line: string;
    /** The reason why a succeeded run did nothing. */
    readonly skipped: string | null;
    readonly reason: string | null;
    readonly createdAt: string;
  } | null;
}

export interface VersionView {
  readonly version: number;
  readonly definition: unknown;
  readonly author: string;
  readonly createdAt: string;
  readonly sentence: string | null;
}

/** The limits below which an automation needs no approval. */
export interface AutoApprovalLimits {
  readonly items: number | null;
  readonly money: boolean;
}

/** An automation as its editor gets it. */
export interface SavedAutomation {
  readonly id: string;
  readonly status: AutomationStatus;
  readonly pausedReason: string | null;
  readonly latestVersion: number;
  readonly liveVersion: number | null;
  /** Number of items per list that an owner allowed `allowedVersion` to process without an approval. */
  readonly allowedItems: number | null;
  /** True if `allowedVersion` may move money within its own limits without an approval. */
  readonly allowedMoney: boolean;
  readonly allowedVersion: number | null;
  /** Newest first. */
  readonly versions: readonly VersionView[];
}

export interface Tried {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly subject: string | null;
  readonly matched: boolean;
  readonly warnings: readonly string[];
}

/** Result of checking a draft on the server. */
export interface Checkup {
  readonly ok: boolean;
  readonly issues: readonly DefinitionIssue[];
  readonly warnings: readonly string[];
  readonly sentence: string | null;
  readonly tried: readonly Tried[];
  readonly firings: readonly string[];
}

export interface PlannedStepView {
  readonly key: string;
  readonly kind: string;
  readonly does: string;
  readonly what: string;
  readonly input: unknown;
  readonly warnings: readonly string[];
}

export interface BacktestView {
  readonly events: number;
  readonly cut: "events" | "time" | null;
  readonly runs: number;
  readonly totals: Readonly<Record<string, number>>;
  readonly lost: number | null;
  readonly sample: readonly {
    readonly event: {
      readonly id: string;
      readonly type: string;
      readonly time: string;
      readonly subject: string | null;
    };
    readonly plan: {
      readonly steps: readonly PlannedStepView[];
      readonly status: "succeeded" | "failed";
      readonly error: string | null;
    };
    readonly change: "new" | "same" | "different" | null;
  }[];
}

export interface SwitchActions {
  readonly enable: (id: string, version?: number) => Promise<ActionResult<{ version: number }>>;
  readonly disable: (id: string) => Promise<ActionResult<unknown>>;
}

export interface EditorActions extends SwitchActions {
  readonly check: (definition: unknown) => Promise<ActionResult<Checkup>>;
  readonly save: (
    definition: unknown,
    id?: string,
    /** The version that was edited: a newer one is answered with "conflict". */
    base?: number,
  ) => Promise<ActionResult<{ id: string; version: number; changed: boolean }>>;
  readonly restore: (id: string, version: number) => Promise<ActionResult<{ version: number }>>;
  readonly backtest: (definition: unknown, id?: string) => Promise<ActionResult<BacktestView>>;
  readonly remove: (id: string) => Promise<ActionResult<unknown>>;
  readonly allow: (id: string, limits: AutoApprovalLimits) => Promise<ActionResult<unknown>>;
  readonly start: (id: string) => Promise<ActionResult<{ id: string }>>;
}

/** A connected account, newest first where there are several. */
export interface ConnectionChoice {
  readonly id: string;
  readonly provider: string;
  readonly label: string;
  /** The account's time zone, e.g. Europe/Berlin; `null` if the provider does not report one. */
  readonly timeZone: string | null;
  /** True if the provider refuses calls until a person reconnects the account. */
  readonly needsReauth: boolean;
}

/** Data and permissions that the editor is rendered with. */
export interface Offer {
  readonly catalogue: PlainCatalogue;
  readonly connections: readonly ConnectionChoice[];
  readonly canEdit: boolean;
  /** Also permits deleting. */
  readonly canEnable: boolean;
  /** Permits changing the auto-approval limits. */
  readonly canAllow: boolean;
}

export interface RecipeView {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Ids of the apps that it uses, the trigger's first. */
  readonly apps: readonly string[];
}
