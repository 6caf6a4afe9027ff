import { isLoopback } from "./origin";

/** Settings of a provider from its `<PROVIDER>_…` variables. */
export interface ProviderEnv {
  /** `null` if accounts cannot be connected by consent. */
  readonly client: { readonly id: string; readonly secret: string } | null;
  /** Signing secrets of the platform's webhook endpoint, newest first. */
  readonly webhookSecrets: readonly string[];
  /** URL of an emulator on this machine; `null` for the provider. */
  readonly apiBase: string | null;
}

/** Variable names after the prefix that differ from the default. */
export interface ProviderEnvNames {
  readonly clientSecret?: string | undefined;
  readonly webhookSecret?: string | undefined;
}

/** Returns the prefix of a provider's variables: `GOOGLE_CALENDAR_` for `google-calendar`. */
export const envPrefix = (id: string) => `${id.toUpperCase().replaceAll("-", "_")}_`;

function readBase(name: string, value: string | undefined): string | null {
  if (!value) return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || !/^https?:$/.test(url.protocol) || !isLoopback(value))
    throw new Error(`${name} may point to this machine only, as in http://127.0.0.1:12112.`);
  return value.replace(/\/$/, "");
}

/** Reads the variables of a provider. Throws an Error that names invalid ones. */
export function readProviderEnv(
  source: Readonly<Record<string, string | undefined>>,
  id: string,
  names: ProviderEnvNames = {},
): ProviderEnv {
  const prefix = envPrefix(id);
  const idName = `${prefix}CLIENT_ID`;
  const secretName = `${prefix}${names.clientSecret ?? "CLIENT_SECRET"}`;
  const clientId = source[idName]?.trim() ?? "";
  const secret = source[secretName]?.trim() ?? "";
  if ((clientId === "") !== (secret === ""))
    throw new Error(
      `${clientId === "" ? idName : secretName} is missing: set ${idName} and ${secretName}, or neither.`,
    );
  const signing = names.webhookSecret ? source[`${prefix}${names.webhookSecret}`] : undefined;
  return {
    client: clientId === "" ? null : { id: clientId, secret },
    webhookSecrets: (signing ?? "").split(",").flatMap((text) => text.trim() || []),
    apiBase: readBase(`${prefix}API_BASE`, source[`${prefix}API_BASE`]),
  };
}
