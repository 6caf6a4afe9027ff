import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import type { webcrypto } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Everything secret about one local installation: made once, kept in `.data/keys.json` (0600). */
export interface LocalKeys {
  readonly publishable: string;
  readonly secret: string;
  /** Signs the auth half's own tokens (HS256); never leaves its process. */
  readonly jwtSecret: string;
  /** Signs the tokens that the app sees (ES256). */
  readonly jwk: webcrypto.JsonWebKey & { kid: string };
  readonly passwords: Readonly<Record<DatabaseLogin, string>>;
  /** `CREDENTIAL_KEYS` of the app. */
  readonly credentialKeys: string;
  readonly demoPassword: string;
  readonly stripe: {
    readonly clientId: string;
    readonly secretKey: string;
    readonly webhookSecret: string;
    readonly adminToken: string;
  };
}

export type DatabaseLogin = "supabase_admin" | "supabase_auth_admin" | "postgres" | "app_login";

const token = (bytes: number) => randomBytes(bytes).toString("base64url");
const alphanumeric = (length: number) =>
  randomBytes(length * 2)
    .toString("base64")
    .replaceAll(/[^A-Za-z0-9]/g, "")
    .slice(0, length);

function make(): LocalKeys {
  const jwk = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
    format: "jwk",
  });
  return {
    publishable: `sb_publishable_${token(18)}`,
    secret: `sb_secret_${token(18)}`,
    jwtSecret: token(40),
    jwk: { ...jwk, kid: randomUUID() },
    passwords: {
      supabase_admin: token(18),
      supabase_auth_admin: token(18),
      postgres: token(18),
      app_login: token(18),
    },
    credentialKeys: `k1:${randomBytes(32).toString("base64")}`,
    demoPassword: token(18),
    stripe: {
      clientId: `ca_${alphanumeric(24)}`,
      secretKey: `sk_test_${alphanumeric(32)}`,
      webhookSecret: `whsec_${alphanumeric(32)}`,
      adminToken: token(18),
    },
  };
}

/** Reads the keys of the data folder `root`, or makes them. Written whole or not at all. `fresh`: made just now. */
export function localKeys(root: string): { keys: LocalKeys; fresh: boolean } {
  const file = path.join(root, "keys.json");
  // Only this function writes the file, so its shape is ours.
  if (existsSync(file))
    return { keys: JSON.parse(readFileSync(file, "utf8")) as LocalKeys, fresh: false };
  const keys = make();
  writeFileSync(`${file}.tmp`, JSON.stringify(keys, null, 1), { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
  return { keys, fresh: true };
}
