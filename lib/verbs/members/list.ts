import { z } from "zod";

import { memberSchema } from "@/lib/contracts/member";
import { listOf } from "@/lib/contracts/parts";
import { listMembers as load } from "@/lib/db/workspaces";

import { defineVerb } from "../define";

export const listMembers = defineVerb({
  name: "members.list",
  description: "Lists the workspace's members and their roles.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  output: listOf(memberSchema),
  run: ({ services, user, workspaceId }) =>
    services.db.withUser(user, (trx) => load(trx, workspaceId)),
});
