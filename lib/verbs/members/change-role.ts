import { z } from "zod";

import { memberRoleSchema, removedMemberSchema, roleSchema } from "@/lib/contracts/member";
import { AppError } from "@/lib/core/errors";

import { defineVerb } from "../define";
import { requireMayMake } from "./approvers";

/** Converts the database's error about the last owner to a message for people. */
async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if ((error as { constraint?: unknown }).constraint === "last_owner")
      throw new AppError(
        "conflict",
        "A workspace needs at least one owner. Make another member an owner first.",
        { cause: error },
      );
    throw error;
  }
}

const cannotChange = () =>
  new AppError("not_found", "You cannot change this member. Only owners can change owners.");

export const setMemberRole = defineVerb({
  name: "members.set-role",
  description:
    "Changes a member's role. Their open pages reload. Below admin, their invitations and API tokens stop working.",
  effect: "write",
  role: "admin",
  session: true,
  input: z.object({ userId: z.uuid(), role: roleSchema }),
  output: memberRoleSchema,
  async run(context, { userId, role }, record) {
    const { services, user, workspaceId } = context;
    const changed = await guarded(
      services.db.withUser(user, async (trx) => {
        await requireMayMake(trx, context, role);
        const { numUpdatedRows } = await trx
          .updateTable("memberships")
          .set({ role })
          .where("workspace_id", "=", workspaceId)
          .where("user_id", "=", userId)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw cannotChange();
        return record(trx, { userId, role });
      }),
    );
    services.accessChanged();
    return changed;
  },
  audit: (input) => ({ target: input.userId, details: { role: input.role } }),
});

export const removeMember = defineVerb({
  name: "members.remove",
  description:
    "Removes a member from the workspace, with their invitations and API tokens. Members can remove themselves.",
  effect: "destructive",
  role: "viewer",
  session: true,
  input: z.object({ userId: z.uuid() }),
  output: removedMemberSchema,
  async run({ services, user, workspaceId }, { userId }, record) {
    const removed = await guarded(
      services.db.withUser(user, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("memberships")
          .where("workspace_id", "=", workspaceId)
          .where("user_id", "=", userId)
          .executeTakeFirst();
        if (numDeletedRows === 0n) throw cannotChange();
        return record(trx, { userId });
      }),
    );
    services.accessChanged();
    return removed;
  },
  audit: (input) => ({ target: input.userId }),
});
