import { refreshToken } from "@/lib/connections/token-endpoint";
import { freshToken } from "@/lib/connections/tokens";
import { AppError } from "@/lib/core/errors";
import { findConnection, setConnectionStatus } from "@/lib/db/connections";
import { openSecrets } from "@/lib/db/secrets";
import { tokenStore } from "@/lib/db/tokens";
import { sealedName } from "@/lib/providers/auth";
import type { CredentialsPort } from "@/lib/providers/execute";
import { canonicalJson, type PlanConnection } from "@/lib/providers/plan";
import { getProvider } from "@/lib/providers/registry";
import type { ProviderCredentials } from "@/lib/providers/types";
import { publishConnectionEvent } from "@/lib/verbs/connections/events";
import type { Services } from "@/lib/verbs/types";

/** Parts of the process that opening a credential needs. */
type Parts = Pick<Services, "db" | "vault" | "publisher" | "fetch" | "now" | "oauthClient">;
type Secrets = ReadonlyMap<string, string>;

/** Values that a person typed when they connected, under the names of the provider's form. */
function fromKey(connection: PlanConnection, secrets: Secrets): ProviderCredentials | undefined {
  const scheme = getProvider(connection.provider).manifest.auth.find(({ kind }) => kind === "key");
  if (scheme?.kind !== "key") return undefined;
  const typed = scheme.fields.flatMap((field) => {
    const value = secrets.get(sealedName(field));
    return value === undefined ? [] : [[field.name, value] as const];
  });
  return typed.length === 0 ? undefined : Object.fromEntries(typed);
}

/** The provider ended the authorisation: says so on the card and on the mesh, once. */
async function needsReauth(parts: Parts, workspaceId: string, id: string): Promise<void> {
  const row = await parts.db.withService(async (trx) => {
    const sentence = "The provider revoked this authorisation. Connect the account again.";
    const changed = await setConnectionStatus(trx, id, "needs_reauth", sentence);
    return changed ? findConnection(trx, workspaceId, id) : undefined;
  });
  if (row)
    await publishConnectionEvent(parts, row, "needs_reauth", { kind: "system", id: "credentials" });
}

/** The connection's own token, renewed when it is due or was refused. */
async function fromToken(
  parts: Parts,
  connection: PlanConnection & { readonly workspace: string },
  refused: ProviderCredentials | undefined,
): Promise<ProviderCredentials> {
  const { oauth, manifest } = getProvider(connection.provider);
  const token = await freshToken(
    {
      store: tokenStore(parts.db, parts.vault, connection.workspace),
      renew(refresh) {
        const client = parts.oauthClient(connection.provider);
        if (oauth && client) return refreshToken(oauth, client, refresh, parts.fetch);
        throw new AppError("unavailable", `${manifest.name} is not configured any more.`);
      },
      refused: (id) => needsReauth(parts, connection.workspace, id),
      now: parts.now,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    },
    { connection: connection.id, provider: connection.provider, refused: refused?.pat },
  );
  return {
    pat: token.accessToken,
    accountId: connection.account ?? undefined,
    livemode: connection.livemode,
    refresh_token: token.refreshToken,
    expires_at: token.expiresAt?.getTime(),
  };
}

async function open(
  parts: Parts,
  connection: PlanConnection,
  refused: ProviderCredentials | undefined,
): Promise<ProviderCredentials> {
  const { workspace, livemode } = connection;
  if (!workspace) throw new AppError("internal", "A connection without a workspace was used.");
  const place = { workspaceId: workspace, connectionId: connection.id };
  const secrets = await parts.db.withService((trx) => openSecrets(trx, parts.vault, place));
  const typed = fromKey(connection, secrets);
  if (typed) return { ...typed, livemode };
  if (getProvider(connection.provider).oauth?.actsWith === "token")
    return fromToken(parts, { ...connection, workspace }, refused);
  return { accountId: connection.account ?? undefined, livemode };
}

/**
 * Opens what is sealed of a connection: the fields of a pasted credential, a token, or neither where the platform's key
 * serves. Callers that ask while it is being opened share one answer; nothing is kept.
 */
export function createCredentials(parts: Parts): CredentialsPort {
  const opening = new Map<string, Promise<ProviderCredentials>>();
  return {
    resolve(connection, { refused }) {
      if (refused) return open(parts, connection, refused);
      const key = canonicalJson(connection);
      const opened =
        opening.get(key) ?? open(parts, connection, undefined).finally(() => opening.delete(key));
      opening.set(key, opened);
      return opened;
    },
  };
}
