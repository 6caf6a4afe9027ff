import "server-only";
import { redirect, unstable_rethrow } from "next/navigation";

import type { ActionResult } from "@/lib/core/action-result";
import { AppError } from "@/lib/core/errors";
import { logger } from "@/lib/core/server/logger";
import type { Context, Verb } from "@/lib/verbs/types";

import { requestContext } from "./context";
import { FOREIGN_REQUEST, isOwnRequest } from "./own-request";
import { SESSION_ENDED } from "./session";

/** Runs a verb for a server action. What is not an AppError is logged and told as a plain sentence. */
export async function act<Input, Output, Shown>(
  verb: Verb<Input, Output>,
  input: unknown,
  show: (output: Output, context: Context) => Shown | Promise<Shown>,
): Promise<ActionResult<Shown>> {
  try {
    // Next compares an Origin when there is one; a request without any must not act either.
    if (!(await isOwnRequest())) throw new AppError("forbidden", FOREIGN_REQUEST);
    const context = await requestContext();
    return { ok: true, value: await show(await verb.run(context, input), context) };
  } catch (error) {
    unstable_rethrow(error);
    // A page of a session that has ended has nothing else to offer.
    if (error instanceof AppError && error.code === "unauthenticated") redirect(SESSION_ENDED);
    if (error instanceof AppError) {
      const field = error.details?.["field"];
      return {
        ok: false,
        code: error.code,
        message: error.message,
        ...(typeof field === "string" ? { field } : {}),
      };
    }
    logger.error({ err: error, verb: verb.name }, "action failed");
    return { ok: false, code: "internal", message: "Something went wrong on our side. Try again." };
  }
}
