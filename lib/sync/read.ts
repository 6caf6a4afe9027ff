import { asPlanConnection, type ConnectionRow } from "@/lib/db/connections";
import type { ObjectData } from "@/lib/providers/objects";

import type { SyncServices } from "./services";
import { readSecond } from "./states";

/** The result of a read for the copy. */
export interface ReadResult {
  readonly output: ObjectData;
  /** Second of the provider's clock for which it is true. */
  readonly sourceTime: Date;
}

/** Reads by an operation of the copy. Throws ProviderError. */
export async function readObjects(
  { execute }: Pick<SyncServices, "execute">,
  connection: ConnectionRow,
  request: { readonly operation: "objects.list" | "objects.get"; readonly input: unknown },
  signal?: AbortSignal,
): Promise<ReadResult> {
  let sentMs = Date.now();
  const applied = await execute(asPlanConnection(connection), request.operation, request.input, {
    mode: "apply",
    signal,
    onSend: () => {
      sentMs = Date.now();
    },
  });
  return {
    output: applied.output as ObjectData, // both operations answer with an object, which the executor checks
    sourceTime: readSecond(applied.answeredAt, sentMs, Date.now()),
  };
}
