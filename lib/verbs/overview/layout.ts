import { z } from "zod";

import { overviewLayoutSchema, savedLayoutSchema } from "@/lib/contracts/overview";
import { readLayout, writeLayout } from "@/lib/db/overview-layouts";

import { defineVerb } from "../define";
import type { Context } from "../types";

const ownerOf = ({ workspaceId, user }: Context) => ({ workspaceId, userId: user.sub });

/** How the caller arranged the overview. */
export const getOverviewLayout = defineVerb({
  name: "overview.layout",
  description:
    "Returns the order of the overview's tiles and blocks that the caller saved, and which are hidden; null for the default.",
  effect: "read",
  role: "viewer",
  input: z.object({}),
  output: savedLayoutSchema,
  async run(context) {
    const { services, user } = context;
    const stored = await services.db.withUser(user, (trx) => readLayout(trx, ownerOf(context)));
    // A layout of another version of the product counts as none.
    return { layout: overviewLayoutSchema.safeParse(stored).data ?? null };
  },
});

/** Saves how the caller arranged the overview, for the caller alone. */
export const saveOverviewLayout = defineVerb({
  name: "overview.save-layout",
  description:
    "Saves the order of the overview's tiles and blocks and which are hidden, for the caller alone; null goes back to the default.",
  effect: "write",
  role: "viewer",
  input: savedLayoutSchema,
  output: savedLayoutSchema,
  async run(context, { layout }, record) {
    const { services, user } = context;
    return services.db.withUser(user, async (trx) => {
      await writeLayout(trx, ownerOf(context), layout);
      return record(trx, { layout });
    });
  },
  audit: (_input, { layout }) => ({ target: "overview", details: { isDefault: layout === null } }),
});
