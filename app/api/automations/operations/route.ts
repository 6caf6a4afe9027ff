import type { NextRequest } from "next/server";

import { requestContext } from "@/app/_server/context";
import { jsonRoute } from "@/app/_server/respond";
import { findOperations, loadOperations } from "@/lib/verbs/automations/operations";

/** Loads operations by `name`, or finds those of a `provider` by `text`. */
export function GET(request: NextRequest) {
  return jsonRoute(request, async () => {
    const { searchParams } = request.nextUrl;
    const names = searchParams.getAll("name");
    const context = await requestContext();
    if (names.length > 0) return loadOperations.run(context, { names });
    const [provider, text] = ["provider", "text"].map((key) => searchParams.get(key) ?? "");
    return findOperations.run(context, { provider, text });
  });
}
