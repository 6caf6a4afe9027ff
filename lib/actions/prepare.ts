import { AppError } from "@/lib/core/errors";
import { asPlanConnection, type ConnectionRow } from "@/lib/db/connections";
import type { CopiedObject } from "@/lib/db/objects";
import type {
  ActionProblem,
  ActionSubject,
  ActionValues,
  ObjectAction,
  PreparedAction,
} from "@/lib/providers/action";
import type { Plan } from "@/lib/providers/plan";
import { getProvider, isProviderId } from "@/lib/providers/registry";

import type { ActionServices } from "./services";

/** An action on one object of an account. */
export interface ActionCall {
  readonly name: string;
  readonly action: ObjectAction;
  readonly connection: ConnectionRow;
  readonly subject: ActionSubject;
}

/** An action that can be sent, with the exact request. */
export type PlannedAction = (PreparedAction & { readonly plan: Plan }) | ActionProblem;

/** The actions of a provider for objects of a type, by name. */
export function actionsFor(provider: string, type: string): [string, ObjectAction][] {
  const actions = isProviderId(provider) ? getProvider(provider).actions : undefined;
  return Object.entries(actions ?? {}).filter(([, action]) => action.type === type);
}

/** Finds an action by its name. Throws "not_found". */
export function requireAction(provider: string, type: string, name: string): ObjectAction {
  const [, action] = actionsFor(provider, type).find(([key]) => key === name) ?? [];
  if (action) return action;
  throw new AppError("not_found", `There is no action “${name}” for this object.`);
}

/** What an action needs to know of an object. `customerName` may be missing. */
export const toSubject = (
  object: CopiedObject,
  customerName: string | undefined,
): ActionSubject => ({
  id: object.id,
  status: object.status,
  currency: object.currency,
  amount: object.amount,
  customerName: customerName ?? null,
  data: object.data,
});

/** Reads the object's state at the provider and plans the request. Throws ProviderError. */
export async function planAction(
  services: ActionServices,
  { action, connection, subject }: ActionCall,
  values: ActionValues,
): Promise<PlannedAction> {
  if (connection.status === "revoked")
    throw new AppError("conflict", "This account was disconnected. Connect it again.", {
      details: { action: "reconnect" },
    });
  if (action.form(subject) === null)
    return { kind: "problem", problem: `“${action.label}” is not possible in this state.` };
  const target = asPlanConnection(connection);
  const { operation, input } = action.read(subject);
  const { output } = await services.execute(target, operation, input, { mode: "apply" });
  const prepared = action.prepare(values, subject, output);
  if (prepared.kind === "problem") return prepared;
  const { plan } = await services.execute(target, action.operation, prepared.input, {
    mode: "plan",
  });
  return { ...prepared, plan };
}
