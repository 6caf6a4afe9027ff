import type { PlainCatalogue } from "@/lib/automations/form/catalogue";
import type {
  AutoApprovalLimits,
  AutomationDetails,
  AutomationStatus,
  AutomationVersion,
  Backtest,
  Checkup,
  ListedAutomation,
  SavedVersion,
  SimulatedStep,
  Tried,
} from "@/lib/contracts/automation";
import type { ActionResult } from "@/lib/core/action-result";

/** An automation in the list. Times are ISO 8601. */
export type AutomationView = ListedAutomation;

/** An automation as its editor gets it, with its versions, newest first. */
export type SavedAutomation = Omit<AutomationDetails, "name" | "pattern">;

export type {
  AutoApprovalLimits,
  AutomationStatus,
  AutomationVersion as VersionView,
  Backtest as BacktestView,
  Checkup,
  SimulatedStep as PlannedStepView,
  Tried,
};

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
  ) => Promise<ActionResult<SavedVersion>>;
  readonly restore: (id: string, version: number) => Promise<ActionResult<{ version: number }>>;
  readonly backtest: (definition: unknown, id?: string) => Promise<ActionResult<Backtest>>;
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
