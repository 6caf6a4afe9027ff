import { secretPlace, type Vault } from "@/lib/connections/vault";

import type { Transaction } from "./database";

/** Encrypts and stores a secret of a connection. Service role. */
export async function storeSecret(
  trx: Transaction,
  vault: Vault,
  place: { workspaceId: string; connectionId: string; field: string },
  value: string,
): Promise<void> {
  const sealed = vault.seal(value, secretPlace(place.workspaceId, place.connectionId, place.field));
  await trx
    .insertInto("private.connection_secrets")
    .values({ connection_id: place.connectionId, field: place.field, sealed })
    .onConflict((conflict) =>
      conflict.columns(["connection_id", "field"]).doUpdateSet({ sealed, updated_at: new Date() }),
    )
    .execute();
}

/** Decrypts a secret; `undefined` if it does not exist. Re-encrypts it if an older key was used. Service role. */
export async function openSecret(
  trx: Transaction,
  vault: Vault,
  place: { workspaceId: string; connectionId: string; field: string },
): Promise<string | undefined> {
  const row = await trx
    .selectFrom("private.connection_secrets")
    .select("sealed")
    .where("connection_id", "=", place.connectionId)
    .where("field", "=", place.field)
    .executeTakeFirst();
  if (!row) return undefined;
  const { value, stale } = vault.open(
    row.sealed,
    secretPlace(place.workspaceId, place.connectionId, place.field),
  );
  if (stale) await storeSecret(trx, vault, place, value);
  return value;
}

/** Decrypts all secrets of a connection by field. Re-encrypts those with an older key. Service role. */
export async function openSecrets(
  trx: Transaction,
  vault: Vault,
  place: { workspaceId: string; connectionId: string },
): Promise<ReadonlyMap<string, string>> {
  const rows = await trx
    .selectFrom("private.connection_secrets")
    .select(["field", "sealed"])
    .where("connection_id", "=", place.connectionId)
    .execute();
  const opened = new Map<string, string>();
  for (const { field, sealed } of rows) {
    const at = secretPlace(place.workspaceId, place.connectionId, field);
    const { value, stale } = vault.open(sealed, at);
    opened.set(field, value);
    if (stale) await storeSecret(trx, vault, { ...place, field }, value);
  }
  return opened;
}

/** Replaces all secrets of a connection by these. Service role. */
export async function replaceSecrets(
  trx: Transaction,
  vault: Vault,
  place: { workspaceId: string; connectionId: string },
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  await trx
    .deleteFrom("private.connection_secrets")
    .where("connection_id", "=", place.connectionId)
    .execute();
  for (const [field, value] of Object.entries(secrets))
    await storeSecret(trx, vault, { ...place, field }, value);
}
