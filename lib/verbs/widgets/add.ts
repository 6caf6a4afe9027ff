import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import { addWidget as insert, findWidget, listDefinitions } from "@/lib/db/dashboards";

import { toInstance } from "../dashboard/get";
import { defineVerb } from "../define";

export const addWidget = defineVerb({
  name: "widgets.add",
  description: "Adds a widget of an installed type to a dashboard.",
  effect: "write",
  role: "member",
  input: z.object({ dashboardId: z.uuid(), type: z.string().max(80) }),
  async run({ services, user, workspaceId }, { dashboardId, type }) {
    return services.db.withUser(user, async (trx) => {
      const installed = await listDefinitions(trx, workspaceId);
      if (!installed.some((definition) => definition.type === type))
        throw new AppError("not_found", `There is no widget type “${type}”.`);
      const id = await insert(trx, {
        workspaceId,
        dashboardId,
        type,
        userId: user.sub,
        position: 1000,
      });
      const widget = await findWidget(trx, workspaceId, id);
      if (!widget) throw new AppError("internal", "The widget was not added.");
      return toInstance(widget);
    });
  },
});
