import { z } from "zod";

import { toSubject } from "@/lib/actions/prepare";
import { AppError } from "@/lib/core/errors";
import type { ConnectionRow } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import { objectsByKey } from "@/lib/db/objects";
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

/** Reads an object that something is to be done to. Throws "not_found". */
export async function requireSubject(
  trx: Transaction,
  workspaceId: string,
  { type, id, connection: wanted }: z.infer<typeof targetInput>,
): Promise<{ readonly connection: ConnectionRow; readonly subject: ActionSubject }> {
  const connection = await chooseAccount(trx, workspaceId, wanted);
  const [object] = await objectsByKey(trx, connection.id, [{ type, id }]);
  if (!object || object.deleted)
    throw new AppError(
      "not_found",
      "There is no such object here. It may belong to another account, or the import has not reached it yet.",
    );
  const names = await namesFor(trx, connection.id, [object]);
  return {
    connection,
    subject: toSubject(object, names[object.customer ?? ""] ?? names[object.id]),
  };
}
