import { AppError } from "@/lib/core/errors";
import { findApiToken } from "@/lib/db/api-tokens";

import type { Context, Services } from "../types";
import { hashToken } from "./tokens";

/**
 * Returns the context of an API token from the header `Authorization: Bearer dash_…`. Its permissions are those of the
 * person who created it, limited by its scopes. Throws "unauthenticated".
 */
export async function tokenContext(
  services: Services,
  authorization: string | null,
): Promise<Context> {
  // The scheme is case-insensitive (RFC 9110, section 11.1), the token is not.
  const [, value = ""] = /^Bearer +(dash_[\w-]{43})$/i.exec(authorization ?? "") ?? [];
  const token =
    value === ""
      ? undefined
      : await services.db.withService((trx) => findApiToken(trx, hashToken(value)));
  if (!token)
    throw new AppError(
      "unauthenticated",
      "Send “Authorization: Bearer dash_…” with a token of this workspace (Settings → API tokens).",
    );
  const { id, name, scopes, creator, workspaceId, role } = token;
  return {
    actor: { kind: "token", id, name, scopes },
    user: creator,
    workspaceId,
    role,
    services,
  };
}
