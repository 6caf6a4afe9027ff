import type { NextRequest } from "next/server";

import { requestContext } from "@/app/_server/context";
import { jsonRoute } from "@/app/_server/respond";
import { listChoices } from "@/lib/verbs/automations/choices";

/** A route and no action: a browser runs one action after the other, and a slow provider must not hold up a save. */
export function GET(request: NextRequest) {
  return jsonRoute(request, async () => {
    const { operation, field, connection, ...values } = Object.fromEntries(
      request.nextUrl.searchParams,
    );
    const asked = { operation, field, ...(connection ? { connection } : {}) };
    const own = Object.entries(values).flatMap(([key, value]) =>
      key.startsWith("with.") ? [[key.slice(5), value]] : [],
    );
    const input = { ...asked, values: Object.fromEntries(own) as unknown };
    return listChoices.run(await requestContext(), input);
  });
}
