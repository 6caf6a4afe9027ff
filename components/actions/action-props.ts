import type {
  ActionOutcome,
  ActionPlan,
  ObjectActions,
  OfferedAction,
  OfferedValues,
} from "@/lib/contracts/action";
import type { ActionResult } from "@/lib/core/action-result";

/** The object that something is done to. */
export interface ActionTarget {
  readonly type: string;
  readonly id: string;
  /** Id of the connection. */
  readonly connection: string;
}

type Asked = ActionTarget & { readonly action: string; readonly values: OfferedValues };

export interface ActionCalls {
  readonly plan: (asked: Asked) => Promise<ActionResult<ActionPlan>>;
  readonly apply: (
    confirmed: Asked & {
      readonly basis: string;
      readonly planHash: string;
      readonly attempt: string;
      readonly note: string;
    },
  ) => Promise<ActionResult<ActionOutcome>>;
}

export interface ObjectActionsProps extends ActionCalls {
  readonly target: ActionTarget;
  readonly actions: ObjectActions["actions"];
}

export interface ActionSheetProps extends ActionCalls {
  readonly target: ActionTarget;
  readonly action: OfferedAction;
  readonly onClose: () => void;
}
