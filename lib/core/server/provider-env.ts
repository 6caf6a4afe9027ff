import { isLoopback } from "./origin";

/** The platform's registration at one provider, from its `<PROVIDER>_…` variables. */
export interface ProviderEnv {
  /** `null`: accounts cannot be connected by consent here. */
  readonly client: { readonly id: string; readonly secret: string } | null;
  /** Signing secrets of the platform's own webhook endpoint, newest first. */
  readonly webhookSecrets: readonly string[];
  /** A emulator on this machine; `null` is the provider itself. */
  readonly apiBase: string | null;
}

/** Names behind the prefix, where a provider's own words differ. */
export interface ProviderEnvNames {
  readonly clientSecret?: string | undefined;
  readonly webhookSecret?: string | undefined;
}

/** `JIRA_` of `jira`, `GOOGLE_CALENDAR_` of `google-calendar`. */
export const envPrefix = (id: string) => `${id.toUpperCase().replaceAll("-", "_")}_`;

function readBase(name: string, value: string | undefined): string | null {
  if (!value) return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || !/^https?:$/.test(url.protocol) || !isLoopback(value))
    throw new Error(`${name} may point to this machine only, as in http://127.0.0.1:12112.`);
  return value.replace(/\/$/, "");
}

/** Reads one provider's variables. Throws an Error with a sentence that names what is wrong. */
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
