import "server-only";
import { cellContext, type CellContext } from "@/lib/business/cells";
import type { Details } from "@/lib/business/detail-types";
import { detailsOf } from "@/lib/business/details";
import type { BusinessAccount, BusinessObject, ObjectHistory } from "@/lib/contracts/objects";
import { AppError } from "@/lib/core/errors";
import { getObject } from "@/lib/verbs/objects/get";
import { objectHistory } from "@/lib/verbs/objects/history";
import { syncStatus } from "@/lib/verbs/sync/status";
import type { Context } from "@/lib/verbs/types";

/** An object's page or panel, ready to be drawn. */
export interface ObjectView {
  readonly account: BusinessAccount;
  readonly object: BusinessObject;
  readonly details: Details;
  readonly context: CellContext;
}

/** Reads an object with what its page shows; `null` if there is none. */
export async function objectView(
  context: Context,
  key: { readonly type: string; readonly id: string; readonly connection?: string | undefined },
): Promise<ObjectView | null> {
  try {
    const { account, object, related, names, paid } = await getObject.run(context, key);
    const cells = cellContext({ account, names }, context.services.now());
    return {
      account,
      object,
      details: detailsOf({ object, related, context: cells, paid }),
      context: cells,
    };
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  }
}

/** What happened to an object here: its events, and the runs that they started. */
export const historyOf = (
  context: Context,
  { object }: Pick<ObjectView, "object">,
): Promise<ObjectHistory> => objectHistory.run(context, { id: object.id });

/** The accounts whose objects the workspace has, and how far the import of each is. */
export async function accountsOf(context: Context) {
  return syncStatus.run(context, {});
}

/** How far an import is, in a sentence; `null` if it is done. */
export function importSentence({
  isDone,
  state,
  types,
  problem,
}: Awaited<ReturnType<typeof accountsOf>>[number]): string | null {
  if (isDone) return null;
  if (state === "paused")
    return "The import of this account is paused. Some objects may be missing.";
  const rows = types.reduce((sum, type) => sum + type.rows, 0);
  const far = `Importing the account: ${rows.toLocaleString("en-US")} objects so far, newest first.`;
  return problem === null ? far : `${far} ${problem}`;
}
