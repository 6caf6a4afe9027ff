import type {
  AuthScheme,
  CredentialTraits,
  CredentialValidation,
  OAuthSettings,
  PlatformVariables,
  ProviderCredentials,
  ProviderSettings,
} from "./auth";
import type { Operation } from "./operation";
import type {
  HttpMethod,
  HttpRequest,
  Params,
  ProviderResponse,
  TransportContext,
} from "./transport";
import type { EventType, ProviderEvent, WebhookSource } from "./webhooks";

export type * from "./auth";
export * from "./operation";
export type * from "./transport";
export type * from "./webhooks";

/** What went wrong at a provider, in a closed list. */
export type ErrorCode =
  | "MISSING_CREDENTIALS"
  | "INVALID_CREDENTIALS"
  | "RATE_LIMITED"
  | "PROVIDER_ERROR"
  | "NETWORK_ERROR"
  | "INVALID_REQUEST"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CARD_ERROR"
  | "ACTION_REQUIRED"
  | "CONFLICT"
  | "IDEMPOTENCY_CONFLICT";

/** The way out that a person is offered. */
export type ErrorAction = "reconnect" | "retry" | "contact-support" | "fix-input";

/** An error of {@link ProviderAdapter.request}: safe to show, never holding a credential. */
export interface ApiError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly provider: string;
  readonly retryable: boolean;
  readonly action?: ErrorAction | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

export interface RateLimitInfo {
  readonly limit: number;
  readonly remaining: number;
  readonly reset: Date;
}

/** The fixed public envelope of {@link ProviderAdapter.request}. */
export interface ApiResponse<T = unknown> {
  readonly success: boolean;
  readonly data?: T | undefined;
  readonly error?: ApiError | undefined;
  readonly rateLimit?: RateLimitInfo | undefined;
}

/** A call by path. Each provider allows only the paths that it lists itself. */
export interface ApiRequestOptions {
  readonly endpoint: string;
  readonly method?: HttpMethod | undefined;
  readonly params?: Params | undefined;
  readonly body?: Params | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Whose account a credential opens. `label` is what a person recognises it by. */
export interface AccountIdentity {
  readonly id: string;
  readonly label: string;
  /** Real money or a test; `true` where the provider has no modes. */
  readonly livemode: boolean;
}

export interface ConnectionTestResult {
  readonly success: boolean;
  readonly username?: string | undefined;
  readonly account?: AccountIdentity | undefined;
  readonly error?: ApiError | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** A response read as an error, in our words. */
export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly action: ErrorAction;
  /** The credential works and lacks a permission: other operations may do, so the connection is not broken. */
  readonly lacksPermission?: boolean | undefined;
  /** Not before this time; set when the provider asked us to slow down. */
  readonly retryAt?: Date | undefined;
  /** The provider's own verdict, which outranks ours. */
  readonly shouldRetry?: boolean | undefined;
  /** The provider's own name for the fault, e.g. `card_declined`. */
  readonly providerCode?: string | undefined;
  /** What the provider's support asks for. */
  readonly requestId?: string | undefined;
  readonly docUrl?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** What a provider is, as plain data. */
export interface ProviderManifest {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** `d` of one SVG path on a 24 × 24 grid. */
  readonly icon: string;
  readonly docsUrl: string;
  /** Where its card stands among the others: lower comes first, then by name. 100 when absent. */
  readonly rank?: number | undefined;
  readonly apiVersion: string;
  /** Response header, lower-case, that carries the id which support asks for. */
  readonly requestIdHeader: string;
  /** Where a credential is sent; an adapter that has further hosts lists them itself and refuses all others. */
  readonly origin: string;
  readonly auth: readonly [AuthScheme, ...AuthScheme[]];
  readonly variables?: PlatformVariables | undefined;
  readonly scopes: readonly string[];
  /** Stored scopes in words for people, e.g. `read_only` → `Read only`. */
  readonly scopeLabels?: Readonly<Record<string, string>> | undefined;
  /** Whether accounts have a test mode beside the live one. Without modes everything is live. */
  readonly hasModes: boolean;
  readonly rateLimit: { readonly live: number; readonly test: number; readonly perSeconds: number };
}

/** The operation that a declared path means, and where its input comes from. */
export interface EndpointMatch {
  readonly operation: string;
  /** Input taken from the path itself. */
  readonly input: Readonly<Record<string, string>>;
  /** Input fields that a `{placeholder}` of the path fills later: field → placeholder. */
  readonly placeholders: Readonly<Record<string, string>>;
}

/** How events whose webhook was missed are fetched again. Pure. */
export interface CatchUp {
  /** A read operation with pages, e.g. `events.list`. */
  readonly operation: string;
  /** The operation's input for everything since then; `cursor` is that of the next page. */
  input(since: Date, cursor: string | null): unknown;
  /** The events in one page, as a webhook would have brought them. What is no event is left out. */
  events(output: unknown): readonly ProviderEvent[];
}

/** What an automation may know beside an event of this provider, fetched when a run begins: never a stale payload. Pure. */
export interface Enrichment {
  /** What it is called in templates, e.g. `customer`. */
  readonly name: string;
  /** A read operation, e.g. `customers.get`. */
  readonly operation: string;
  /** Another enrichment, fetched first where the event alone does not name what to fetch, e.g. `charge`. */
  readonly via?: string | undefined;
  /**
   * The operation's input for an event's data; `null` when nothing names what to fetch. `fetched` holds what other
   * enrichments gave, by their names.
   */
  input(
    data: Readonly<Record<string, unknown>>,
    fetched?: Readonly<Record<string, unknown>>,
  ): unknown;
  /** Paths of what `pick` gives. */
  readonly fields: readonly string[];
  pick(output: unknown): Readonly<Record<string, unknown>>;
}

/** A provider: the public call-by-path contract, and beside it the operations that all doors use. */
export interface ProviderAdapter {
  readonly name: string;
  readonly baseUrl: string;
  readonly manifest: ProviderManifest;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly events: Readonly<Record<string, EventType>>;
  /** Key of the read operation that says whose account a credential opens. */
  readonly identify: string;
  readonly webhook?: WebhookSource | undefined;
  readonly oauth?: OAuthSettings | undefined;
  readonly catchUp?: CatchUp | undefined;
  readonly enrichments?: readonly Enrichment[] | undefined;
  /** Takes this installation's settings, once per process. Throws AppError "invalid". */
  configure?(settings: ProviderSettings): void;
  /** What a well-formed pasted credential says about itself. Pure. */
  describeCredential?(credentials: ProviderCredentials): CredentialTraits;
  /** Throws AppError "invalid" when the credential is missing or malformed. */
  getAuthHeaders(credentials: ProviderCredentials): Record<string, string>;
  /** Judges the format only; no network. */
  validateCredentials(credentials: ProviderCredentials): CredentialValidation;
  /** Calls an allowed path. Never throws. */
  request<T = unknown>(
    credentials: ProviderCredentials,
    options: ApiRequestOptions,
  ): Promise<ApiResponse<T>>;
  testConnection(credentials: ProviderCredentials): Promise<ConnectionTestResult>;
  parseRateLimit(headers: Headers): RateLimitInfo | undefined;
  /** Sends one request once. Throws `TransportError` when no whole response came back. */
  send(
    request: HttpRequest,
    credentials: ProviderCredentials,
    context: TransportContext,
  ): Promise<ProviderResponse>;
  /** Reads a response: `null` is success. Pure. */
  classify(response: ProviderResponse, now: Date): Fault | null;
  /** The operation that a declaration's method and path mean, or `undefined`. */
  operationForEndpoint(method: HttpMethod, endpoint: string): EndpointMatch | undefined;
}
