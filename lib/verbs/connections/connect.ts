import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import { saveConnection, type ConnectionRow } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import { restartImports } from "@/lib/db/object-imports";
import { replaceSecrets } from "@/lib/db/secrets";
import { endToken, startToken } from "@/lib/db/tokens";
import type { ProviderAdapter, ProviderCredentials } from "@/lib/providers/types";

import { actorOf, type Context } from "../types";
import { publishConnectionEvent } from "./events";

/** Optional details of an account from the identify operation. */
const facts = z.object({
  country: z.string().length(2).nullish().catch(null),
  defaultCurrency: z.string().length(3).nullish().catch(null),
  timeZone: z.string().max(60).nullish().catch(null),
});

export interface Credential {
  readonly authKind: "oauth" | "key";
  readonly scope: string;
  /** Credentials for identifying the account. */
  readonly credentials: ProviderCredentials;
  /** Values to encrypt, by field. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Set if calls use a token that must be renewed. */
  readonly token: { readonly expiresAt: Date | null } | null;
  readonly keyHint: string | null;
}

/** Returns the field that an error about a rejected credential refers to. */
function secretField(adapter: ProviderAdapter): string {
  const scheme = adapter.manifest.auth.find(({ kind }) => kind === "key");
  const fields = scheme?.kind === "key" ? scheme.fields : [];
  return (fields.find(({ secret }) => secret) ?? fields[0])?.name ?? "";
}

/**
 * Identifies the account of a credential at the provider and saves both. Saves nothing if that fails. `saved` ends the
 * transaction, and its result is returned.
 */
export async function saveIdentified<T>(
  context: Context,
  adapter: ProviderAdapter,
  credential: Credential,
  saved: (trx: Transaction, connection: ConnectionRow) => Promise<T>,
): Promise<T> {
  const { services, workspaceId } = context;
  const test = await adapter.testConnection(credential.credentials);
  // A rejected pasted key is a typing mistake, not a broken connection.
  if (credential.authKind === "key" && test.error?.action === "reconnect")
    throw new AppError(
      "invalid",
      `${adapter.manifest.name} does not accept this key. Check that you copied all of it and that it was not rotated.`,
      { details: { field: secretField(adapter) } },
    );
  if (!test.success || !test.account)
    throw new AppError(
      "upstream",
      test.error?.message ?? `${adapter.manifest.name} did not return the account.`,
      {
        details: { reason: "identify_failed" },
      },
    );
  const { account } = test;
  const extra = facts.parse(test.metadata ?? {});
  const { connection, result } = await services.db.withService(async (trx) => {
    const row = await saveConnection(trx, {
      workspaceId,
      provider: adapter.name,
      accountId: account.id,
      livemode: account.livemode,
      authKind: credential.authKind,
      label: account.label.slice(0, 200),
      scope: credential.scope,
      country: extra.country ?? null,
      currency: extra.defaultCurrency?.toLowerCase() ?? null,
      timeZone: extra.timeZone ?? null,
      keyHint: credential.keyHint,
      connectedBy: context.user.sub,
    });
    // A copy that exists may have missed events while the account was not connected.
    const to = Math.floor(services.now().getTime() / 1000) + 1;
    await restartImports(trx, row.id, { types: null, to });
    const place = { workspaceId, connectionId: row.id };
    // Before the secrets, so that a pending renewal of the earlier token cannot overwrite them.
    if (credential.token) await startToken(trx, row.id, credential.token.expiresAt);
    else await endToken(trx, row.id);
    await replaceSecrets(trx, services.vault, place, credential.secrets);
    return { connection: row, result: await saved(trx, row) };
  });
  await publishConnectionEvent(services, connection, "connected", actorOf(context));
  return result;
}
