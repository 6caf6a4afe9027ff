import type { AutomationRow } from "@/lib/db/automations";
import type { Transaction } from "@/lib/db/database";
import { memberRole } from "@/lib/db/workspaces";

/** Why a run may not go on, or `null`. It acts with the authority of the person who enabled it, as it is now. */
export async function refusalFor(
  trx: Transaction,
  { workspaceId, enabledBy }: AutomationRow,
): Promise<string | null> {
  if (enabledBy === null) return "Nobody stands behind this automation any more.";
  const role = await memberRole(trx, workspaceId, enabledBy);
  return role === "admin" || role === "owner"
    ? null
    : "The person who enabled this automation is no longer an admin here. Enable it again.";
}
