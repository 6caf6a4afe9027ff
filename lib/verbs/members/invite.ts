import { randomBytes } from "node:crypto";

import { z } from "zod";

import { sha256 } from "@/lib/connections/oauth";
import { invitationLinkSchema, invitationSchema, withdrawnSchema } from "@/lib/contracts/member";
import { listOf } from "@/lib/contracts/parts";
import { AppError } from "@/lib/core/errors";
import { deleteInvitation, insertInvitation, listInvitations } from "@/lib/db/invitations";

import { defineVerb } from "../define";
import { requireMayMake } from "./approvers";

const MAX_OPEN = 20;

/** Creates an invitation link. It is shown once, only its hash is stored. */
export const inviteMember = defineVerb({
  name: "members.invite",
  description:
    "Creates a link with which one person can join the workspace within seven days. It stops working if its creator may no longer invite.",
  effect: "write",
  role: "admin",
  session: true,
  input: z.object({ role: z.enum(["admin", "member", "viewer"]) }),
  output: invitationLinkSchema,
  async run(context, { role }, record) {
    const { services, user, workspaceId } = context;
    const token = randomBytes(24).toString("base64url");
    const invitation = { workspaceId, role, hash: sha256(token), createdBy: user.sub };
    return services.db.withUser(user, async (trx) => {
      await requireMayMake(trx, context, role);
      if (!(await insertInvitation(trx, invitation, MAX_OPEN)))
        throw new AppError(
          "conflict",
          `A workspace has at most ${MAX_OPEN} open invitations. Withdraw one first.`,
        );
      return record(trx, { url: `${services.env.appUrl}/invite/${token}`, role });
    });
  },
  audit: (_input, output) => ({ details: { role: output.role } }),
});

export const listInvitationsVerb = defineVerb({
  name: "members.invitations",
  description: "Lists the invitations that can still be used, without their links.",
  effect: "read",
  role: "admin",
  input: z.object({}),
  output: listOf(invitationSchema),
  run: ({ services, user, workspaceId }) =>
    services.db.withUser(user, (trx) => listInvitations(trx, workspaceId)),
});

export const withdrawInvitation = defineVerb({
  name: "members.withdraw-invitation",
  description: "Withdraws an invitation. Its link stops working.",
  effect: "destructive",
  role: "admin",
  session: true,
  input: z.object({ id: z.uuid() }),
  output: withdrawnSchema,
  async run({ services, user, workspaceId }, { id }, record) {
    return services.db.withUser(user, async (trx) => {
      const role = await deleteInvitation(trx, workspaceId, id);
      if (role === undefined)
        throw new AppError("not_found", "This invitation was already used or withdrawn.");
      return record(trx, { id, role });
    });
  },
  audit: (_input, gone) => ({ target: gone.id, details: { role: gone.role } }),
});
