import { z } from "zod";

import { savedOrderSchema } from "@/lib/contracts/widget";
import { saveOrder } from "@/lib/db/dashboards";

import { defineVerb } from "../define";

export const reorderDashboard = defineVerb({
  name: "dashboard.reorder",
  description: "Saves the caller's own order of the dashboard's widgets.",
  effect: "write",
  role: "viewer",
  input: z.object({ dashboardId: z.uuid(), order: z.array(z.uuid()).max(200) }),
  output: savedOrderSchema,
  async run({ services, user }, { dashboardId, order }) {
    await services.db.withUser(user, (trx) => saveOrder(trx, dashboardId, user.sub, order));
    return { saved: order.length };
  },
});
