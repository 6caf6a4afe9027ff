import { z } from "zod";

import { sha256 } from "@/lib/connections/oauth";
import { joinedSchema } from "@/lib/contracts/member";
import { AppError } from "@/lib/core/errors";
import { acceptInvitation } from "@/lib/db/invitations";

import { defineVerb } from "../define";

export const joinWorkspace = defineVerb({
  name: "members.join",
  description: "Joins the workspace of an invitation link, which then stops working.",
  effect: "write",
  role: "invited",
  session: true,
  input: z.object({ token: z.string().max(200) }),
  output: joinedSchema,
  async run({ services, user, workspaceId }, { token }, record) {
    return services.db.withUser(user, async (trx) => {
      const joined = await acceptInvitation(trx, sha256(token));
      if (joined !== workspaceId)
        throw new AppError("not_found", "This link is no longer valid. Ask for a new one.");
      return record(trx, { workspaceId, userId: user.sub });
    });
  },
  audit: (_input, { userId }) => ({ target: userId }),
});
