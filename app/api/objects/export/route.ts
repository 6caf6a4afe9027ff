import type { NextRequest } from "next/server";

import { accountChoice } from "@/app/_server/business";
import { requestContext } from "@/app/_server/context";
import { requestOf } from "@/app/_server/customers";
import { objectCsv } from "@/app/_server/object-csv";
import { errorResponse } from "@/app/_server/respond";
import { addressOf, formatOf } from "@/lib/business/address";
import { ROWS_HEADER } from "@/lib/business/csv-rows";
import { listOfSlug } from "@/lib/business/lists";
import { AppError } from "@/lib/core/errors";

export async function GET(request: NextRequest) {
  try {
    const address = addressOf(Object.fromEntries(request.nextUrl.searchParams));
    formatOf(address, ["csv"]);
    const spec = listOfSlug(address["list"] ?? "");
    if (!spec) throw new AppError("invalid", "list: there is no such list.");
    const context = await requestContext();
    const { accounts, chosen } = await accountChoice(context, address);
    if (!chosen)
      throw accounts.length === 0
        ? new AppError("conflict", "No account is connected.")
        : new AppError("not_found", "account: it is not connected here.");
    const { request: list, problems } = await requestOf(context, spec, address, chosen.account);
    if (problems.length > 0) throw new AppError("invalid", problems.join(" "));
    const { cursor: _page, count: _tabs, ...whole } = list;
    const { body, rows } = await objectCsv(context, whole, address["cols"]);
    return new Response(body, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        [ROWS_HEADER]: String(rows),
        "content-disposition": `attachment; filename="${spec.slug}.csv"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    return errorResponse(error);
  }
}
