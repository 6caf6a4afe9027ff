import { z } from "zod";

import { eventSchema } from "@/lib/contracts/event";

import { defineVerb } from "../define";
import { requireEvent } from "./get";

/** Shows one event as it is stored, to one person. */
export const revealEvent = defineVerb({
  name: "events.reveal",
  description:
    "Returns a stored event with the personal data that other answers mask. Each call is written to the audit log.",
  effect: "read",
  role: "member",
  input: z.object({ seq: z.coerce.number().int().min(1) }),
  output: eventSchema,
  audit: ({ seq }, { type }) => ({ target: `event ${seq}`, details: { type } }),
  async run(context, { seq }, record) {
    const event = await requireEvent(context, seq);
    return context.services.db.withUser(context.user, (trx) => record(trx, event));
  },
});
