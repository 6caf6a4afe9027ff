import type { RunBase } from "@/lib/db/run-leases";

/** Returns the reason why a run may not go on, or `null`. It acts with the authority of the person who enabled it, as it is now. */
export function refusalFor({ enabledBy, role }: RunBase): string | null {
  if (enabledBy === null) return "The person who enabled this automation left the workspace.";
  return role === "admin" || role === "owner"
    ? null
    : "The person who enabled this automation is no longer an admin here. Enable it again.";
}
