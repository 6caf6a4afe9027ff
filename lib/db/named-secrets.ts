import { sql } from "kysely";

import { secretPlace, type Vault } from "@/lib/connections/vault";

import type { Transaction } from "./database";

/** A secret without its value, visible to members. */
export interface NamedSecretRow {
  readonly id: string;
  /** Name in headers: `{{secret.<name>}}`. */
  readonly name: string;
  /** Allowed hosts, with their port if it is not the standard one. */
  readonly hosts: readonly string[];
  readonly updatedAt: Date;
  readonly lastUsedAt: Date | null;
}

/** Lists the secrets of a workspace by name. */
export async function listNamedSecrets(
  trx: Transaction,
  workspaceId: string,
): Promise<NamedSecretRow[]> {
  return trx
    .selectFrom("secrets")
    .where("workspace_id", "=", workspaceId)
    .orderBy("name")
    .select(["id", "name", "hosts", "updated_at as updatedAt", "last_used_at as lastUsedAt"])
    .execute();
}

const placeOf = (workspaceId: string, id: string) => secretPlace(workspaceId, id, "value");

/** True if a workspace has at least `most` secrets with other names. Blocks concurrent inserts until the transaction ends. */
async function isFull(
  trx: Transaction,
  { workspaceId, name }: { workspaceId: string; name: string },
  most: number,
): Promise<boolean> {
  // Serialises concurrent inserts, so that together they stay within the limit.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`secrets ${workspaceId}`}, 0))`.execute(
    trx,
  );
  const all = await listNamedSecrets(trx, workspaceId);
  return all.length >= most && !all.some((one) => one.name === name);
}

/**
 * Creates or replaces a secret with its hosts. Returns its id; `undefined` if the workspace already has `most` other
 * secrets. Service role.
 */
export async function saveNamedSecret(
  trx: Transaction,
  vault: Vault,
  secret: {
    workspaceId: string;
    name: string;
    hosts: readonly string[];
    value: string;
    createdBy: string;
  },
  most: number,
): Promise<string | undefined> {
  if (await isFull(trx, secret, most)) return undefined;
  const hosts = [...secret.hosts];
  const { id } = await trx
    .insertInto("secrets")
    .values({
      workspace_id: secret.workspaceId,
      name: secret.name,
      hosts,
      created_by: secret.createdBy,
    })
    .onConflict((conflict) =>
      conflict
        .columns(["workspace_id", "name"])
        .doUpdateSet({ hosts, created_by: secret.createdBy, updated_at: new Date() }),
    )
    .returning("id")
    .executeTakeFirstOrThrow();
  const sealed = vault.seal(secret.value, placeOf(secret.workspaceId, id));
  await trx
    .insertInto("private.secret_values")
    .values({ secret_id: id, sealed })
    .onConflict((conflict) => conflict.column("secret_id").doUpdateSet({ sealed }))
    .execute();
  return id;
}

/** Deletes a secret and returns its name; `undefined` if there is none. Service role. */
export async function deleteNamedSecret(
  trx: Transaction,
  workspaceId: string,
  id: string,
): Promise<string | undefined> {
  const gone = await trx
    .deleteFrom("secrets")
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .returning("name")
    .executeTakeFirst();
  return gone?.name;
}

export interface OpenedSecret {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly value: string;
}

/** Decrypts the existing secrets with these names and records their use. Service role. */
export async function openNamedSecrets(
  trx: Transaction,
  vault: Vault,
  workspaceId: string,
  names: readonly string[],
): Promise<OpenedSecret[]> {
  if (names.length === 0) return [];
  const rows = await trx
    .updateTable("secrets")
    .set({ last_used_at: sql<Date>`clock_timestamp()` })
    .from("private.secret_values as v")
    .whereRef("v.secret_id", "=", "secrets.id")
    .where("secrets.workspace_id", "=", workspaceId)
    .where("secrets.name", "in", names)
    .returning(["secrets.id", "secrets.name", "secrets.hosts", "v.sealed"])
    .execute();
  return rows.map(({ id, name, hosts, sealed }) => ({
    name,
    hosts,
    value: vault.open(sealed, placeOf(workspaceId, id)).value,
  }));
}
