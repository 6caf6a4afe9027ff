import { z } from "zod";

import { AppError } from "@/lib/core/errors";

import { defineVerb } from "../define";
import { ROLES } from "../types";

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
  input: z.object({ userId: z.uuid(), role: z.enum(ROLES) }),
  async run({ services, user, workspaceId }, { userId, role }) {
    const changed = await guarded(
      services.db.withUser(user, (trx) =>
        trx
          .updateTable("memberships")
          .set({ role })
          .where("workspace_id", "=", workspaceId)
          .where("user_id", "=", userId)
          .executeTakeFirst(),
      ),
    );
    if (changed.numUpdatedRows === 0n) throw cannotChange();
    services.accessChanged();
    return { userId, role };
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
  async run({ services, user, workspaceId }, { userId }) {
    const removed = await guarded(
      services.db.withUser(user, (trx) =>
        trx
          .deleteFrom("memberships")
          .where("workspace_id", "=", workspaceId)
          .where("user_id", "=", userId)
          .executeTakeFirst(),
      ),
    );
    if (removed.numDeletedRows === 0n) throw cannotChange();
    services.accessChanged();
    return { userId };
  },
  audit: (input) => ({ target: input.userId }),
});
