import type { NextRequest } from "next/server";

import { requestContext } from "@/app/_server/context";
import { eventLines } from "@/app/_server/event-lines";
import { errorResponse } from "@/app/_server/respond";

export async function GET(request: NextRequest) {
  try {
    const query = request.nextUrl.searchParams;
    const filter = Object.fromEntries(
      ["pattern", "text", "related"].map((name) => [name, query.get(name) ?? undefined]),
    );
    return await eventLines(await requestContext(), filter);
  } catch (error) {
    return errorResponse(error);
  }
}
