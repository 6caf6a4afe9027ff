import { z } from "zod";

import type { CustomerErasure } from "@/lib/contracts/customer";
import { AppError } from "@/lib/core/errors";
import type { ConnectionRow } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import { findErasure, unchangedAutomations, type Erasure } from "@/lib/db/erasures";
import { objectsByKey, type CopiedObject } from "@/lib/db/objects";
import { listMembers } from "@/lib/db/workspaces";

/** Names a customer of a connected account. */
export const customerInput = z.object({
  /** Id of the customer, such as `cus_…`. */
  id: z.string().min(1).max(300),
  /** Id of the connection; by default the one that was connected first. */
  connection: z.uuid().optional(),
});

/** Finds the erasure of a customer; `undefined` if there was none. Service role. */
export const erasureOf = (trx: Transaction, { id, workspaceId }: ConnectionRow, customer: string) =>
  findErasure(trx, { workspaceId, connectionId: id }, customer);

/** Reads a customer from the copy. Throws "not_found", or "conflict" if the customer was erased. Service role. */
export async function requireCustomer(
  trx: Transaction,
  connection: ConnectionRow,
  id: string,
): Promise<CopiedObject> {
  const [customer] = await objectsByKey(trx, connection.id, [{ type: "customer", id }]);
  if (customer) return customer;
  if (await erasureOf(trx, connection, id))
    throw new AppError("conflict", "This customer was already erased.");
  throw new AppError(
    "not_found",
    "There is no such customer here. It may belong to another account, or the import has not reached it yet.",
  );
}

/** Describes an erasure with the name of the person who asked for it. */
export async function described(
  trx: Transaction,
  workspaceId: string,
  { requestedBy, connectionId: _connection, ...erasure }: Erasure,
): Promise<CustomerErasure> {
  const members = requestedBy === null ? [] : await listMembers(trx, workspaceId);
  const person = members.find(({ userId }) => userId === requestedBy);
  const automations = await unchangedAutomations(trx, erasure);
  return { ...erasure, automations, requestedBy: person?.name ?? null };
}
