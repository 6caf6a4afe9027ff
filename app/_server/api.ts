import "server-only";
import { services } from "@/lib/compose/services";
import { publishEvents } from "@/lib/verbs/events/publish-api";
import { tokenContext } from "@/lib/verbs/tokens/token-context";

import { errorResponse, jsonBody } from "./respond";

const MAX_BODY = 1024 * 1024;

/** Events of somebody's own code. A token in a header is no cookie: a foreign page cannot make a browser send it. */
export async function eventsResponse(request: Request): Promise<Response> {
  try {
    const authorization = request.headers.get("authorization");
    const body = await jsonBody(request, MAX_BODY);
    const context = await tokenContext(services(), authorization);
    const stored = await publishEvents.run(context, body);
    return Response.json(stored, { status: 201, headers: { "cache-control": "no-store" } });
  } catch (error) {
    return errorResponse(error);
  }
}
