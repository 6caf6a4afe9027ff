import "server-only";
import { stringify } from "csv-stringify/sync";

import { dataIn, textIn } from "@/lib/business/read";
import { statusView } from "@/lib/business/statuses";
import { failureText, methodText, personText } from "@/lib/business/words";
import type { BusinessObject, ObjectList } from "@/lib/contracts/objects";
import { majorText } from "@/lib/core/money";
import { listObjectsVerb } from "@/lib/verbs/objects/list";
import type { Context } from "@/lib/verbs/types";

const PAGE = 100;
const COLUMNS = [
  "id",
  "created",
  "status",
  "amount",
  "amount_minor_units",
  "currency",
  "customer",
  "customer_id",
  "name",
  "email",
  "description",
  "method",
  "failure",
] as const;

/** An ISO 8601 time with the offset of a zone, so that a spreadsheet shows the account's own time. */
export function zonedIso(date: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "longOffset",
  }).formatToParts(date);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((one) => one.type === type)?.value ?? "";
  const offset = part("timeZoneName").replace("GMT", "") || "+00:00";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}:${part("second")}${offset}`;
}

type Value = string | number | null;

function recordOf(
  object: BusinessObject,
  { account, names }: Pick<ObjectList, "account" | "names">,
): Record<(typeof COLUMNS)[number], Value> {
  const { amount, currency } = object;
  return {
    id: object.id,
    created: zonedIso(object.created, account.timeZone),
    status: object.status === null ? null : statusView(object.type, object.status).label,
    amount: amount === null || currency === null ? null : majorText(amount, currency),
    amount_minor_units: amount,
    currency: currency?.toUpperCase() ?? null,
    customer: personText(object, names),
    customer_id: object.customer,
    name: object.label,
    email: textIn(object.data, "email"),
    description: textIn(object.data, "description"),
    method: methodText(dataIn(object.data, "method")),
    failure: failureText(object),
  };
}

/**
 * All objects of a list as CSV, read page by page while they are sent. Amounts are in major and in minor units, times carry
 * the offset of the account's zone, and cells that a spreadsheet would take for a formula are quoted.
 */
export async function objectCsv(
  context: Context,
  request: Readonly<Record<string, unknown>>,
): Promise<ReadableStream<Uint8Array>> {
  const read = (cursor?: string): Promise<ObjectList> =>
    listObjectsVerb.run(context, { ...request, limit: PAGE, count: [], totals: false, cursor });
  // The first page before the headers, so that a refusal still has its status.
  let page: ObjectList | null = await read();
  let isFirst = true;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (page === null) return controller.close();
      const { objects, ...of } = page;
      const records = objects.map((object) => recordOf(object, of));
      const text = stringify(records, {
        header: isFirst,
        bom: isFirst,
        columns: [...COLUMNS],
        escape_formulas: true,
      });
      isFirst = false;
      controller.enqueue(new TextEncoder().encode(text));
      page = page.next === null ? null : await read(page.next);
    },
  });
}
