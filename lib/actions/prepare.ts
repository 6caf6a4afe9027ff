import { AppError } from "@/lib/core/errors";
import { asPlanConnection, type ConnectionRow } from "@/lib/db/connections";
import type { CopiedObject } from "@/lib/db/objects";
import type {
  ActionProblem,
  ActionRead,
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

/** What an action needs to know besides the object itself. */
export interface ActionContext extends Pick<ActionSubject, "customerName" | "others" | "now"> {
  readonly connection: ConnectionRow;
}

/** Composes what an action needs to know of an object. */
export function toSubject(
  { id, status, currency, amount, data }: CopiedObject,
  { connection, ...context }: ActionContext,
): ActionSubject {
  const timeZone = connection.timeZone ?? "UTC";
  return { id, status, currency, amount, data, timeZone, ...context };
}

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
  const ask = async ({ operation, input }: ActionRead) =>
    (await services.execute(target, operation, input, { mode: "apply" })).output;
  const current = await ask(action.read(subject));
  const read = action.preview?.(values, subject, current) ?? null;
  const preview = read === null ? undefined : await ask(read);
  const prepared = action.prepare(values, subject, { current, preview });
  if (prepared.kind === "problem") return prepared;
  const { plan } = await services.execute(target, prepared.operation, prepared.input, {
    mode: "plan",
  });
  return { ...prepared, plan };
}
