import { randomBytes } from "node:crypto";

import { z } from "zod";

import { sha256 } from "@/lib/connections/oauth";

import { defineVerb } from "../define";

/** Makes a link that lets whoever opens it join, for seven days. The link is shown once; only its hash is stored. */
export const inviteMember = defineVerb({
  name: "members.invite",
  description: "Makes a link by which somebody can join the workspace.",
  effect: "write",
  role: "admin",
  input: z.object({ role: z.enum(["admin", "member", "viewer"]) }),
  async run({ services, user, workspaceId }, { role }) {
    const token = randomBytes(24).toString("base64url");
    await services.db.withUser(user, (trx) =>
      trx
        .insertInto("invitations")
        .values({
          workspace_id: workspaceId,
          role,
          token_hash: sha256(token),
          created_by: user.sub,
        })
        .execute(),
    );
    return { url: `${services.env.appUrl}/invite/${token}`, role };
  },
  audit: (_input, output) => ({ details: { role: output.role } }),
});
