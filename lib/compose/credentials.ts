import type { Vault } from "@/lib/connections/vault";
import { AppError } from "@/lib/core/errors";
import type { Database } from "@/lib/db/database";
import { openSecrets } from "@/lib/db/secrets";
import { sealedName } from "@/lib/providers/auth";
import type { CredentialsPort } from "@/lib/providers/execute";
import type { PlanConnection } from "@/lib/providers/plan";
import { getProvider } from "@/lib/providers/registry";
import type { ProviderCredentials } from "@/lib/providers/types";

type Secrets = ReadonlyMap<string, string>;

/** What a person typed when they connected, under the names of the provider's form. */
function fromKey(connection: PlanConnection, secrets: Secrets): ProviderCredentials | undefined {
  const scheme = getProvider(connection.provider).manifest.auth.find(({ kind }) => kind === "key");
  if (scheme?.kind !== "key") return undefined;
  const typed = scheme.fields.flatMap((field) => {
    const value = secrets.get(sealedName(field));
    return value === undefined ? [] : [[field.name, value] as const];
  });
  return typed.length === 0 ? undefined : Object.fromEntries(typed);
}

/** Opens what is sealed of a connection: the fields of a pasted credential, or an authorisation. */
export function createCredentials(db: Database, vault: Vault): CredentialsPort {
  return {
    async resolve(connection) {
      const workspaceId = connection.workspace;
      if (!workspaceId)
        throw new AppError("internal", "A connection without a workspace was used.");
      const place = { workspaceId, connectionId: connection.id };
      const secrets = await db.withService((trx) => openSecrets(trx, vault, place));
      const { livemode } = connection;
      const typed = fromKey(connection, secrets);
      // What was pasted opens its own account; an authorisation is for the account that it names.
      if (typed) return { ...typed, livemode };
      const account = { accountId: connection.account ?? undefined, livemode };
      if (getProvider(connection.provider).oauth?.actsWith !== "token") return account;
      return {
        ...account,
        pat: secrets.get("access_token"),
        refresh_token: secrets.get("refresh_token"),
      };
    },
  };
}
