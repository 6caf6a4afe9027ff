import type { NextRequest } from "next/server";

import { requestContext } from "@/app/_server/context";
import { jsonRoute } from "@/app/_server/respond";
import { searchEverything } from "@/app/_server/search";

/** What was typed into the search, as results in groups. */
export function GET(request: NextRequest) {
  return jsonRoute(request, async () =>
    searchEverything(await requestContext(), request.nextUrl.searchParams.get("q") ?? ""),
  );
}
