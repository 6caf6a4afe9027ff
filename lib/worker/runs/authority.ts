import type { AutomationRow } from "@/lib/db/automations";
import { memberRole } from "@/lib/db/workspaces";

import type { RunServices } from "./types";

/** Why a run may not go on, or `null`. It acts with the authority of the person who enabled it, as it is now. */
export async function authorityOf(
  services: RunServices,
  automation: AutomationRow,
): Promise<string | null> {
  if (automation.enabledBy === null) return "Nobody stands behind this automation any more.";
  const { workspaceId, enabledBy } = automation;
  const role = await services.db.withService((trx) => memberRole(trx, workspaceId, enabledBy));
  return role === "admin" || role === "owner"
    ? null
    : "The person who enabled this automation is no longer an admin here. Enable it again.";
}
