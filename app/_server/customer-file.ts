import "server-only";
import { exportCustomerVerb } from "@/lib/verbs/customers/export";
import type { Context } from "@/lib/verbs/types";

const encoder = new TextEncoder();

/** The export of a customer as a download, which is read while it is sent. */
export async function customerFile(
  context: Context,
  input: { readonly id: string; readonly connection: string | undefined },
): Promise<Response> {
  const { parts } = await exportCustomerVerb.run(context, input);
  const reader = parts[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await reader.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await reader.return?.();
    },
  });
  const name = `customer-${input.id.replaceAll(/[^\w-]/g, "")}.json`;
  return new Response(body, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
}
