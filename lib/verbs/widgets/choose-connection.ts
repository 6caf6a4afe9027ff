import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import { findWidget, setWidgetConnection } from "@/lib/db/dashboards";

import { requireConnection } from "../connections/call";
import { toInstance } from "../dashboard/get";
import { defineVerb } from "../define";

export const chooseConnection = defineVerb({
  name: "widgets.choose-connection",
  description: "Says which connected account a widget shows.",
  effect: "write",
  role: "member",
  input: z.object({ id: z.uuid(), connectionId: z.uuid() }),
  async run(context, { id, connectionId }) {
    const { services, user, workspaceId } = context;
    await requireConnection(context, connectionId);
    return services.db.withUser(user, async (trx) => {
      const found = await setWidgetConnection(trx, workspaceId, id, connectionId);
      const widget = found ? await findWidget(trx, workspaceId, id) : undefined;
      if (!widget) throw new AppError("not_found", "There is no such widget on this dashboard.");
      return toInstance(widget);
    });
  },
});
