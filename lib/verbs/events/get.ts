import { z } from "zod";

import { eventSchema } from "@/lib/contracts/event";
import { AppError } from "@/lib/core/errors";
import type { MeshEvent } from "@/lib/mesh/event";
import { maskEvent } from "@/lib/mesh/mask";

import { defineVerb } from "../define";
import type { Context } from "../types";

/** Reads an event of the caller's workspace by its log position, as it is stored. Throws "not_found". */
export async function requireEvent(
  { services, workspaceId }: Context,
  seq: number,
): Promise<MeshEvent> {
  const [event] = await services.log.read(workspaceId, seq - 1, 1);
  if (event?.seq !== seq) throw new AppError("not_found", "This event is no longer stored.");
  return event;
}

export const getEvent = defineVerb({
  name: "events.get",
  description: "Returns a stored event by its position in the log, with personal data masked.",
  effect: "read",
  role: "viewer",
  input: z.object({ seq: z.coerce.number().int().min(1) }),
  output: eventSchema,
  run: async (context, { seq }) => maskEvent(await requireEvent(context, seq)),
});
