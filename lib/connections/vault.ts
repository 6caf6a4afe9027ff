import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

import { AppError } from "@/lib/core/errors";

/** Encrypts credentials with AES-256-GCM. A ciphertext can only be decrypted for the place it was encrypted for. */
export interface Vault {
  /** @param place row and field, e.g. `workspace|connection|field`. A ciphertext moved elsewhere cannot be decrypted. */
  seal(value: string, place: string): string;
  /** Returns `stale` if an older key was used, so that the caller re-encrypts it. Throws "internal" if decryption fails. */
  open(sealed: string, place: string): { value: string; stale: boolean };
}

const VERSION = "v1";
const ALGORITHM = "aes-256-gcm";

const cannotOpen = (why: string, cause?: unknown) =>
  new AppError(
    "internal",
    `A stored credential could not be decrypted: ${why}. Reconnect the account.`,
    {
      cause,
    },
  );

/** @param ring 32-byte keys from CREDENTIAL_KEYS. The first encrypts, all decrypt. */
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

/** Returns the place of a connection's secret. */
export const secretPlace = (workspaceId: string, connectionId: string, field: string) =>
  `${workspaceId}|${connectionId}|${field}`;

/** Returns the place of an authorisation's code verifier. */
export const verifierPlace = (workspaceId: string, stateHash: Buffer) =>
  `${workspaceId}|${stateHash.toString("hex")}|code_verifier`;

/** Returns the place of the signing secret of a connection's webhook endpoint. */
export const endpointPlace = (workspaceId: string, connectionId: string) =>
  secretPlace(workspaceId, connectionId, "webhook_secret");
