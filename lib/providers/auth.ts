/**
 * Decrypted credentials of a connection: a token or the account, and the fields of the form that the provider's manifest
 * declares, which only the provider reads. Because the values are plain text, an object of this type never leaves the
 * call that uses it.
 */
export interface ProviderCredentials {
  /** Secret key, personal access token or OAuth access token. */
  readonly pat?: string | undefined;
  /** The account to act for; without a `pat` the provider's platform key is used. */
  readonly accountId?: string | undefined;
  /** False in test mode; `undefined` if the provider has no modes. */
  readonly livemode?: boolean | undefined;
  readonly refresh_token?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expires_at?: number | undefined;
  /** Values of the form by the name of their field. */
  readonly [field: string]: string | number | boolean | undefined;
}

/** Returns the value of a form field; `undefined` if it is not set. */
export function fieldValue(credentials: ProviderCredentials, field: string): string | undefined {
  const value = credentials[field];
  return typeof value === "string" ? value : undefined;
}

export interface CredentialValidation {
  readonly valid: boolean;
  readonly error?: string | undefined;
  /** Field of the error. Defaults to the first one of the scheme. */
  readonly field?: string | undefined;
}

/** Properties of a pasted credential that are known without a request. */
export interface CredentialTraits {
  readonly livemode?: boolean | undefined;
  /** Key of `manifest.scopeLabels`, e.g. `restricted`. */
  readonly scope: string;
  /** Short part for recognition, at most 24 characters and never the whole credential. */
  readonly hint: string | null;
  /** Default sender, e.g. a phone number. */
  readonly sender?: string | undefined;
}

/** A field of the form that connects an account. */
export interface AuthField {
  /** Name of the value in the credentials. `pat` is the token of the standard scheme. */
  readonly name: string;
  readonly label: string;
  readonly placeholder?: string | undefined;
  readonly hint?: string | undefined;
  /** Hides the typed text. All fields are encrypted, secret or not. */
  readonly secret: boolean;
  readonly optional?: boolean | undefined;
  /** Name of the stored secret, `a-z` and `_`. Defaults to the field's name in snake case. */
  readonly sealedAs?: string | undefined;
}

export type AuthScheme =
  | { readonly kind: "oauth"; readonly title: string; readonly description: string }
  | {
      readonly kind: "key";
      /** Label of the link that opens the form, e.g. `Use a restricted key instead`. */
      readonly title: string;
      readonly description: string;
      readonly fields: readonly [AuthField, ...AuthField[]];
    };

export interface OAuthToken {
  /** `null` if only the identify call returns the account. */
  readonly accountId: string | null;
  readonly livemode: boolean;
  readonly scope: string;
  /** Secrets to encrypt: `access_token` and `refresh_token`. Never logged. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Seconds from now; `undefined` if the token does not expire. */
  readonly expiresInSeconds?: number | undefined;
}

/** Request that revokes an authorisation. */
export type OAuthRevocation =
  /** The platform revokes by account id, authenticated as at the token endpoint. */
  | {
      readonly bearer?: undefined;
      readonly url: string;
      /** Form fields of the request. */
      form(clientId: string, accountId: string): Readonly<Record<string, string>>;
      /** True if the authorisation was already revoked, which counts as success. */
      isAlreadyRevoked(json: unknown): boolean;
    }
  /** The request is authenticated by the token that it revokes. */
  | {
      readonly bearer: "token";
      readonly url: string;
      /** True if the token is revoked. The status of the response does not show it. */
      isDone(json: unknown): boolean;
    };

/** OAuth settings of a provider. The protocol is in `lib/connections`. */
export interface OAuthSettings {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** `null` if the provider has no revocation, so a person must remove the app there. */
  readonly revocation: OAuthRevocation | null;
  /** Usually separated by spaces. */
  readonly scope: string;
  /** Additional parameters of the consent page, e.g. `audience` or `prompt`. */
  readonly authorizeParams?: Readonly<Record<string, string>> | undefined;
  readonly pkce: boolean;
  /** True if a code that is sent twice revokes the connection, so that its exchange is never retried. */
  readonly oneShot: boolean;
  /** Client authentication at the token endpoint. */
  readonly clientAuth: "bearer-secret" | "basic" | "body";
  /** Credential of API calls: the platform's key or the account's token. */
  readonly actsWith: "platform-key" | "token";
  /** Accepted `token_type` values other than `bearer`, lower case, e.g. `bot`. */
  readonly tokenTypes?: readonly string[] | undefined;
  /** True for a live client secret, or if the provider has no modes. */
  isLive(clientSecret: string): boolean;
  /** Returns the OAuth error code of a response with status 200 that is an error. */
  refusalOf?(json: unknown): string | undefined;
  /** Throws AppError "upstream" if the response is not a token. */
  parseToken(json: unknown): OAuthToken;
}

/** Settings of a provider from the environment, applied once per process. */
export interface ProviderSettings {
  /** URL of an emulator on the loopback interface. Defaults to the provider. */
  readonly apiBase?: string | undefined;
  /** Client secret of the platform. */
  readonly clientSecret?: string | undefined;
}

/** Names of environment variables after the prefix `<PROVIDER>_`. */
export interface PlatformVariables {
  /** Defaults to `CLIENT_SECRET`. */
  readonly clientSecret?: string | undefined;
  /** Comma-separated signing secrets of the platform's webhook endpoint, if it has one. */
  readonly webhookSecret?: string | undefined;
}

/** Returns the name of the stored secret of a field. */
export function sealedName(field: AuthField): string {
  return field.sealedAs ?? field.name.replaceAll(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`);
}
