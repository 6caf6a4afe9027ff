import type { BusinessAccount } from "@/lib/contracts/objects";
import { AppError } from "@/lib/core/errors";
import { listConnections, type ConnectionRow } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import { getProvider, isProviderId } from "@/lib/providers/registry";

/** True if objects of the connection's account are kept as a copy. */
const hasCopy = ({ provider }: ConnectionRow) =>
  isProviderId(provider) && getProvider(provider).objects !== undefined;

/** The connections with a copy, the oldest first; those that ended come last. */
export async function copiedConnections(
  trx: Transaction,
  workspaceId: string,
): Promise<ConnectionRow[]> {
  const all = (await listConnections(trx, workspaceId)).filter(hasCopy);
  const isOver = ({ status }: ConnectionRow) => status === "revoked";
  return [...all.filter((row) => !isOver(row)).toReversed(), ...all.filter(isOver)];
}

export const toAccount = (row: ConnectionRow): BusinessAccount => ({
  connectionId: row.id,
  provider: row.provider,
  label: row.label || row.accountId,
  livemode: row.livemode,
  currency: row.currency,
  timeZone: row.timeZone ?? "UTC",
});

/** The connection that is asked for, else the one that was connected first. Throws "conflict" if none has a copy. */
export async function chooseAccount(
  trx: Transaction,
  workspaceId: string,
  wanted: string | undefined,
): Promise<ConnectionRow> {
  const all = await copiedConnections(trx, workspaceId);
  const chosen = wanted === undefined ? all[0] : all.find(({ id }) => id === wanted);
  if (chosen) return chosen;
  if (wanted !== undefined) throw new AppError("not_found", "There is no such account here.");
  throw new AppError("conflict", "No account is connected. Connect Stripe to see your business.", {
    details: { reason: "not-connected", action: "connect", provider: "stripe" },
  });
}
