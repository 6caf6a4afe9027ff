import type { NextRequest } from "next/server";

import { chartFile } from "@/app/(app)/_figures/export";
import { requestContext } from "@/app/_server/context";
import { errorResponse } from "@/app/_server/respond";
import { addressOf } from "@/lib/business/address";

export async function GET(request: NextRequest) {
  try {
    const address = addressOf(Object.fromEntries(request.nextUrl.searchParams));
    const { body, type, name } = await chartFile(await requestContext(), address);
    return new Response(body, {
      headers: {
        "content-type": type,
        "content-disposition": `attachment; filename="${name}"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    return errorResponse(error);
  }
}
