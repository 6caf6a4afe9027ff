/**
 * What a connection can prove itself with. Only the fields that the provider's auth scheme names are
 * set; the values are plain text, so an object of this type never leaves the call that uses it.
 */
export interface ProviderCredentials {
  /** Secret key, personal access token or OAuth access token. */
  readonly pat?: string | undefined;
  /** The account to act for; without a `pat` the provider's platform key is used. */
  readonly accountId?: string | undefined;
  /** Real money or a test; `undefined` when the provider knows no such difference. */
  readonly livemode?: boolean | undefined;
  readonly email?: string | undefined;
  readonly url?: string | undefined;
  readonly refresh_token?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expires_at?: number | undefined;
  readonly accountSid?: string | undefined;
  readonly authToken?: string | undefined;
  readonly phoneNumber?: string | undefined;
}

/** The fields that a person can type. */
export type CredentialField = "pat" | "email" | "url" | "accountSid" | "authToken" | "phoneNumber";

export interface CredentialValidation {
  readonly valid: boolean;
  readonly error?: string | undefined;
  /** The field that the error is about; the scheme's first when left out. */
  readonly field?: CredentialField | undefined;
}

/** What a pasted credential says about itself, without asking the provider. */
export interface CredentialTraits {
  readonly livemode?: boolean | undefined;
  /** In the words of `manifest.scopeLabels`, e.g. `restricted`. */
  readonly scope: string;
  /** What a person recognises it by, at most 24 signs: never enough to use it. */
  readonly hint: string | null;
  /** Who writes where an operation's input names nobody, e.g. a phone number. */
  readonly sender?: string | undefined;
}

/** One input of the settings card. */
export interface AuthField {
  readonly name: CredentialField;
  readonly label: string;
  readonly placeholder?: string | undefined;
  readonly hint?: string | undefined;
  /** Shown as dots while typed. Every field is sealed, secret or not. */
  readonly secret: boolean;
  /** May stay empty. */
  readonly optional?: boolean | undefined;
  /** The name it is sealed under, `a-z` and `_`; the field's own name in snake case when left out. */
  readonly sealedAs?: string | undefined;
}

export type AuthScheme =
  | { readonly kind: "oauth"; readonly title: string; readonly description: string }
  | {
      readonly kind: "key";
      /** The line that opens the form, e.g. `Use a restricted key instead`. */
      readonly title: string;
      readonly description: string;
      readonly fields: readonly [AuthField, ...AuthField[]];
    };

export interface OAuthToken {
  /** `null` when only the identify call can say whose it is. */
  readonly accountId: string | null;
  readonly livemode: boolean;
  readonly scope: string;
  /** To be sealed; never logged. `access_token` and `refresh_token` under these names. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Seconds from now; left out when the token does not end. */
  readonly expiresInSeconds?: number | undefined;
}

/** How a provider is told to end an authorisation. */
export type OAuthRevocation =
  /** The platform names the account, and proves itself as at the token endpoint. */
  | {
      readonly bearer?: undefined;
      readonly url: string;
      /** Form fields of the request. */
      form(clientId: string, accountId: string): Readonly<Record<string, string>>;
      /** The authorisation had ended before: counts as done. */
      isAlreadyRevoked(json: unknown): boolean;
    }
  /** The token that is to end proves itself. */
  | {
      readonly bearer: "token";
      readonly url: string;
      /** The token has ended, now or before. The answer's status does not say it. */
      isDone(json: unknown): boolean;
    };

/** The provider's half of OAuth, as data. The protocol lives in `lib/connections`. */
export interface OAuthSettings {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** `null`: the provider has no such call, and a person removes the app there. */
  readonly revocation: OAuthRevocation | null;
  /** Separated by spaces unless the provider wants it otherwise. */
  readonly scope: string;
  /** Further parameters of the consent page, e.g. `audience`, `prompt`. */
  readonly authorizeParams?: Readonly<Record<string, string>> | undefined;
  readonly pkce: boolean;
  /** A code sent twice revokes the connection, so its exchange is one plain POST. */
  readonly oneShot: boolean;
  /** How the token endpoint knows us. */
  readonly clientAuth: "bearer-secret" | "basic" | "body";
  /** Calls go out with the platform's key for the account, or with the account's own token. */
  readonly actsWith: "platform-key" | "token";
  /** `token_type` values beside `bearer`, lower-case, e.g. `bot`. */
  readonly tokenTypes?: readonly string[] | undefined;
  /** The mode that a client registration stands for; `true` where the provider has no modes. */
  isLive(clientSecret: string): boolean;
  /** The OAuth error code of an answer that is one although its status is 200. */
  refusalOf?(json: unknown): string | undefined;
  /** Throws AppError "upstream" when the answer is not a token. */
  parseToken(json: unknown): OAuthToken;
}

/** How this installation reaches a provider; from its environment, told once per process. */
export interface ProviderSettings {
  /** A emulator on the loopback interface; left out it is the provider itself. */
  readonly apiBase?: string | undefined;
  /** The secret of the platform's own registration. */
  readonly clientSecret?: string | undefined;
}

/** Names of the platform's variables behind `<PROVIDER>_`. */
export interface PlatformVariables {
  /** `CLIENT_SECRET` when left out. */
  readonly clientSecret?: string | undefined;
  /** Signing secrets of the platform's own webhook endpoint, separated by commas; left out there is none. */
  readonly webhookSecret?: string | undefined;
}

/** The name that a typed field is sealed under. */
export function sealedName(field: AuthField): string {
  return field.sealedAs ?? field.name.replaceAll(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`);
}
