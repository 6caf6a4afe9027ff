import "server-only";
import { stringify } from "csv-stringify/sync";

import { RECORD_COLUMNS, recordOf } from "@/lib/business/record";
import type { ObjectList } from "@/lib/contracts/objects";
import { listObjectsVerb } from "@/lib/verbs/objects/list";
import type { Context } from "@/lib/verbs/types";

const PAGE = 100;

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
        columns: [...RECORD_COLUMNS],
        escape_formulas: true,
      });
      isFirst = false;
      controller.enqueue(new TextEncoder().encode(text));
      page = page.next === null ? null : await read(page.next);
    },
  });
}
