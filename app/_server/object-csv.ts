import "server-only";
import { stringify } from "csv-stringify/sync";

import type { ListRequest } from "@/lib/business/address";
import { exportFields, exportRow } from "@/lib/business/export-fields";
import { exportObjects } from "@/lib/verbs/objects/export";
import type { Context } from "@/lib/verbs/types";

const encoder = new TextEncoder();

/**
 * All objects of a list as CSV, read page by page while they are sent, with the list's own columns. Amounts are in major and in
 * minor units, times carry the offset of the account's zone. `chosen` are keys of columns, separated by commas.
 */
export async function objectCsv(
  context: Context,
  request: Omit<ListRequest, "cursor" | "count">,
  chosen: string | undefined,
): Promise<{ readonly body: ReadableStream<Uint8Array>; readonly rows: number }> {
  const { account, count, parts } = await exportObjects.run(context, request);
  const fields = exportFields(request.type, chosen);
  const columns = fields.map(({ name }) => name);
  const reader = parts[Symbol.asyncIterator]();
  const head = stringify([], { header: true, bom: true, columns });
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(head)),
    async pull(controller) {
      const { value: part, done } = await reader.next();
      if (done) return controller.close();
      const entries = new Map(part.entries.map((entry) => [entry.id, entry]));
      const of = { names: part.names, timeZone: account.timeZone, entries };
      const records = part.objects.map((object) => exportRow(fields, object, of));
      controller.enqueue(encoder.encode(stringify(records, { columns })));
    },
    async cancel() {
      await reader.return?.();
    },
  });
  return { body, rows: count };
}
