import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

import { AppError } from "@/lib/core/errors";

/** Seals credentials for rest. AES-256-GCM; a sealed text opens only for the place it was sealed for. */
export interface Vault {
  /** @param place names the row and field, e.g. `workspace|connection|field`: a text moved elsewhere does not open. */
  seal(value: string, place: string): string;
  /** `stale`: sealed with an older key of the ring; seal it again at the next write. Throws "internal" when it does not open. */
  open(sealed: string, place: string): { value: string; stale: boolean };
}

const VERSION = "v1";
const ALGORITHM = "aes-256-gcm";

const cannotOpen = (why: string, cause?: unknown) =>
  new AppError("internal", `A stored credential does not open: ${why}. Reconnect the account.`, {
    cause,
  });

/** @param ring 32-byte keys; the first seals, all open. Source: CREDENTIAL_KEYS. */
export function createVault(ring: readonly { readonly id: string; readonly key: Buffer }[]): Vault {
  const [current] = ring;
  if (!current) throw new Error("The key ring is empty.");
  const keys = new Map(ring.map(({ id, key }) => [id, key]));
  return {
    seal(value, place) {
      const iv = randomBytes(12);
      const cipher = createCipheriv(ALGORITHM, current.key, iv).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([
        cipher.update(value, "utf8"),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return [VERSION, current.id, iv.toString("base64url"), sealed.toString("base64url")].join(
        ".",
      );
    },
    open(sealed, place) {
      const [version, id = "", iv = "", body = ""] = sealed.split(".");
      const key = keys.get(id);
      if (version !== VERSION || !key)
        throw cannotOpen(`its key “${id.slice(0, 16)}” is not in CREDENTIAL_KEYS`);
      const bytes = Buffer.from(body, "base64url");
      try {
        const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(iv, "base64url")).setAAD(
          Buffer.from(place),
        );
        decipher.setAuthTag(bytes.subarray(-16));
        const value = Buffer.concat([
          decipher.update(bytes.subarray(0, -16)),
          decipher.final(),
        ]).toString("utf8");
        return { value, stale: id !== current.id };
      } catch (error) {
        throw cannotOpen("it was changed or belongs elsewhere", error);
      }
    },
  };
}

/** The place of one secret of a connection. */
export const secretPlace = (workspaceId: string, connectionId: string, field: string) =>
  `${workspaceId}|${connectionId}|${field}`;

/** The place of the code verifier of one authorisation. */
export const verifierPlace = (workspaceId: string, stateHash: Buffer) =>
  `${workspaceId}|${stateHash.toString("hex")}|code_verifier`;

/** The place of the signing secret of a connection's own webhook endpoint. */
export const endpointPlace = (workspaceId: string, connectionId: string) =>
  secretPlace(workspaceId, connectionId, "webhook_secret");
