import "server-only";
import type { ActionAttempt, ObjectActions } from "@/lib/contracts/action";
import { offerActions } from "@/lib/verbs/actions/offer";
import type { Context } from "@/lib/verbs/types";

import type { ObjectView } from "./business";

/** What the caller may do to the object of a page, and what people did to it. */
export async function actionsOn(
  context: Context,
  { account, object }: Pick<ObjectView, "account" | "object">,
): Promise<ObjectActions & { readonly attempts: readonly ActionAttempt[] }> {
  const { type, id, deleted } = object;
  if (deleted) return { actions: [], attempts: [] };
  return offerActions.run(context, { type, id, connection: account.connectionId });
}
