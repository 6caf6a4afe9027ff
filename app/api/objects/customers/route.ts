import type { NextRequest } from "next/server";

import { requestContext } from "@/app/_server/context";
import { customersNamed } from "@/app/_server/customers";
import { jsonRoute } from "@/app/_server/respond";

/** Customers whose name or e-mail address begins with what is typed into a filter. */
export function GET(request: NextRequest) {
  return jsonRoute(request, async () => {
    const query = request.nextUrl.searchParams;
    const text = query.get("q") ?? "";
    const context = await requestContext();
    return text.trim() === "" ? [] : customersNamed(context, query.get("account") ?? "", text);
  });
}
