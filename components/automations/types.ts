import type { RunStatus } from "@/components/runs/types";
import type { PlainCatalogue } from "@/lib/automations/form/catalogue";
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
    readonly lastAt: string | null;
    /** The status of the newest run. */
    readonly lastStatus: RunStatus | null;
    /** True when only the newest 1,000 runs were counted. */
    readonly isCut: boolean;
  };
}

export interface VersionView {
  readonly version: number;
  readonly definition: unknown;
  readonly author: string;
  readonly createdAt: string;
  readonly sentence: string | null;
}

/** What goes without asking a person. */
export interface Allowance {
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
  /** Items of one list that `allowedVersion` may send something for without asking, by an owner's word. */
  readonly allowedItems: number | null;
  /** Whether `allowedVersion` may move money within its own limits without asking. */
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

/** What the server says about a draft. */
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
  readonly allow: (id: string, what: Allowance) => Promise<ActionResult<unknown>>;
  readonly start: (id: string) => Promise<ActionResult<{ id: string }>>;
}

/** A connected account, newest first where there are several. */
export interface ConnectionChoice {
  readonly id: string;
  readonly provider: string;
  readonly label: string;
  /** The account's own zone, e.g. Europe/Berlin; `null` where the provider tells none. */
  readonly timeZone: string | null;
  /** A call would be refused until a person connects it again. */
  readonly needsReauth: boolean;
}

/** What an editor offers. */
export interface Offer {
  readonly catalogue: PlainCatalogue;
  readonly connections: readonly ConnectionChoice[];
  /** Whether this person may save. */
  readonly canEdit: boolean;
  /** Whether this person may enable and delete. */
  readonly canEnable: boolean;
  /** Whether this person may let it do long lists without asking. */
  readonly canAllow: boolean;
}

export interface RecipeView {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}
