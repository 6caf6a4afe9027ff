import type { Role } from "@/lib/contracts/member";
import { AppError } from "@/lib/core/errors";
import { limitsOf } from "@/lib/db/action-limits";
import type { Transaction } from "@/lib/db/database";

import { hasRole, type Context } from "../types";

/**
 * Throws "forbidden" if an admin makes somebody an admin while limits need a second person: with another account of their own
 * they could approve what they ask for.
 */
export async function requireMayMake(
  trx: Transaction,
  { workspaceId, role: own }: Context,
  role: Role,
): Promise<void> {
  if (!hasRole(role, "admin") || hasRole(own, "owner")) return;
  if ((await limitsOf(trx, workspaceId)).length === 0) return;
  throw new AppError(
    "forbidden",
    "This workspace has limits above which a second admin approves, so only an owner makes somebody an admin.",
  );
}
