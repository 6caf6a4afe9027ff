import type { NextRequest } from "next/server";

import { requestContext } from "@/app/_server/context";
import { customerFile } from "@/app/_server/customer-file";
import { errorResponse } from "@/app/_server/respond";

/** Everything that is stored about one customer, as a JSON file. */
export async function GET(request: NextRequest) {
  try {
    const query = request.nextUrl.searchParams;
    return await customerFile(await requestContext(), {
      id: query.get("id") ?? "",
      connection: query.get("account") ?? undefined,
    });
  } catch (error) {
    return errorResponse(error);
  }
}
