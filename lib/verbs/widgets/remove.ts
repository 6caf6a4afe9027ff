import { z } from "zod";

import { removedWidgetSchema } from "@/lib/contracts/widget";
import { AppError } from "@/lib/core/errors";
import { setWidgetRemoved } from "@/lib/db/dashboards";

import { defineVerb } from "../define";

/** `removed: false` puts it back: the undo of the same verb. */
export const removeWidget = defineVerb({
  name: "widgets.remove",
  description: "Takes a widget off the dashboard, or puts it back.",
  effect: "write",
  role: "member",
  input: z.object({ id: z.uuid(), removed: z.boolean() }),
  output: removedWidgetSchema,
  async run({ services, user, workspaceId }, { id, removed }) {
    const found = await services.db.withUser(user, (trx) =>
      setWidgetRemoved(trx, workspaceId, id, removed),
    );
    if (!found) throw new AppError("not_found", "There is no such widget on this dashboard.");
    return { id, removed };
  },
});
