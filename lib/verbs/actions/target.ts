import { z } from "zod";

import { requireAction, toSubject, type ActionCall } from "@/lib/actions/prepare";
import { AppError } from "@/lib/core/errors";
import type { ConnectionRow } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import { listObjects } from "@/lib/db/object-lists";
import { objectsByKey, type CopiedObject } from "@/lib/db/objects";
import type { ActionSubject } from "@/lib/providers/action";

import { chooseAccount } from "../objects/account";
import { namesFor } from "../objects/list";

/** Names an object of a connected account. */
export const targetInput = z.object({
  type: z.string().min(1).max(60),
  id: z.string().min(1).max(300),
  /** Id of the connection; by default the one that was connected first. */
  connection: z.uuid().optional(),
});
type Target = z.infer<typeof targetInput>;

/** An object of the copy, and the account that it belongs to. */
export interface TargetObject {
  readonly connection: ConnectionRow;
  readonly object: CopiedObject;
}

/** Reads an object that something is to be done to. Throws "not_found". */
export async function requireTarget(
  trx: Transaction,
  workspaceId: string,
  { type, id, connection: wanted }: Target,
): Promise<TargetObject> {
  const connection = await chooseAccount(trx, workspaceId, wanted);
  const [object] = await objectsByKey(trx, connection.id, [{ type, id }]);
  if (object && !object.deleted) return { connection, object };
  throw new AppError(
    "not_found",
    "There is no such object here. It may belong to another account, or the import has not reached it yet.",
  );
}

const NEWEST = { sort: "created", descending: true, limit: 100 } as const;

/** Composes what the actions on an object need to know, with the newest objects of the types that they need. */
export async function subjectOf(
  trx: Transaction,
  { connection, object }: TargetObject,
  { needs, now }: { readonly needs: readonly string[]; readonly now: Date },
): Promise<ActionSubject> {
  const names = await namesFor(trx, connection.id, [object]);
  const others: Record<string, CopiedObject[]> = {};
  for (const type of needs)
    others[type] = await listObjects(trx, { connectionId: connection.id, type }, NEWEST);
  const customerName = names[object.customer ?? ""] ?? names[object.id] ?? null;
  return toSubject(object, { connection, customerName, others, now });
}

/** Finds an action and the object that it is to be done to. Throws "not_found". */
export async function requireCall(
  trx: Transaction,
  workspaceId: string,
  { action: name, ...target }: Target & { readonly action: string },
  now: Date,
): Promise<ActionCall> {
  const { connection, object } = await requireTarget(trx, workspaceId, target);
  const action = requireAction(connection.provider, target.type, name);
  const needs = action.needs ?? [];
  const subject = await subjectOf(trx, { connection, object }, { needs, now });
  return { name, action, connection, subject };
}
