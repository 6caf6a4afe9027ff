import type { ObjectAction } from "./action";
import type {
  AuthScheme,
  CredentialTraits,
  CredentialValidation,
  OAuthSettings,
  PlatformVariables,
  ProviderCredentials,
  ProviderSettings,
} from "./auth";
import type { SyncedObjects } from "./objects";
import type { Operation, OperationCatalogue } from "./operation";
import type {
  HttpMethod,
  HttpRequest,
  Params,
  ProviderResponse,
  TransportContext,
} from "./transport";
import type { EventType, ProviderEvent, WebhookSource } from "./webhooks";

export type * from "./action";
export type * from "./auth";
export * from "./idempotency";
export type * from "./objects";
export { fieldValue } from "./auth";
export * from "./operation";
export type * from "./transport";
export type * from "./webhooks";

/** Error codes of provider calls. */
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

/** Action that a person can take to fix an error. */
export type ErrorAction = "reconnect" | "retry" | "contact-support" | "fix-input";

/** An error of {@link ProviderAdapter.request}. Safe to show; never contains a credential. */
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

/** Result of {@link ProviderAdapter.request}. */
export interface ApiResponse<T = unknown> {
  readonly success: boolean;
  readonly data?: T | undefined;
  readonly error?: ApiError | undefined;
  readonly rateLimit?: RateLimitInfo | undefined;
}

/** A call by path. Only the paths that a provider lists are allowed. */
export interface ApiRequestOptions {
  readonly endpoint: string;
  readonly method?: HttpMethod | undefined;
  readonly params?: Params | undefined;
  readonly body?: Params | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Account of a credential. `label` is its name for people. */
export interface AccountIdentity {
  readonly id: string;
  readonly label: string;
  /** False in test mode; true if the provider has no modes. */
  readonly livemode: boolean;
}

export interface ConnectionTestResult {
  readonly success: boolean;
  readonly username?: string | undefined;
  readonly account?: AccountIdentity | undefined;
  readonly error?: ApiError | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** A classified error response. */
export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly action: ErrorAction;
  /** True if the credential is valid but lacks a permission, so other operations may still work. */
  readonly lacksPermission?: boolean | undefined;
  /** Earliest time of a retry, set by rate limits. */
  readonly retryAt?: Date | undefined;
  /** The provider's decision on retries, which takes precedence. */
  readonly shouldRetry?: boolean | undefined;
  /** Error code of the provider, e.g. `card_declined`. */
  readonly providerCode?: string | undefined;
  /** Request id for the provider's support. */
  readonly requestId?: string | undefined;
  readonly docUrl?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** Description of a provider as plain data. */
export interface ProviderManifest {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** `d` of one SVG path on a 24 × 24 grid. */
  readonly icon: string;
  readonly docsUrl: string;
  /** Display order: lower first, then by name. Default 100. */
  readonly rank?: number | undefined;
  readonly apiVersion: string;
  /** Lower-case name of the response header with the request id. */
  readonly requestIdHeader: string;
  /** Host of the API. An adapter with more hosts lists them and rejects all others. */
  readonly origin: string;
  readonly auth: readonly [AuthScheme, ...AuthScheme[]];
  readonly variables?: PlatformVariables | undefined;
  readonly scopes: readonly string[];
  /** Labels of scopes, e.g. `read_only` → `Read only`. */
  readonly scopeLabels?: Readonly<Record<string, string>> | undefined;
  /** True if accounts have a test mode. Otherwise everything is live. */
  readonly hasModes: boolean;
  readonly rateLimit: { readonly live: number; readonly test: number; readonly perSeconds: number };
}

/** Operation of a path, with its input. */
export interface EndpointMatch {
  readonly operation: string;
  /** Input from the path. */
  readonly input: Readonly<Record<string, string>>;
  /** Input fields that are filled later: field → placeholder. */
  readonly placeholders: Readonly<Record<string, string>>;
}

/** Fetches events whose webhook was missed. Pure. */
export interface CatchUp {
  /** A read operation with pages, e.g. `events.list`. */
  readonly operation: string;
  /** Builds the operation's input for events since a time, and before `until` if it is given; `cursor` selects the page. */
  input(since: Date, cursor: string | null, until?: Date): unknown;
  /** Converts a page to events as a webhook would deliver them. Omits other items. */
  events(output: unknown): readonly ProviderEvent[];
}

/** Additional data for events of this provider, fetched when a run starts so that it is current. Pure. */
export interface Enrichment {
  /** Name in templates, e.g. `customer`. */
  readonly name: string;
  /** A read operation, e.g. `customers.get`. */
  readonly operation: string;
  /** Enrichment to fetch first if the event does not contain the required id, e.g. `charge`. */
  readonly via?: string | undefined;
  /**
   * Builds the operation's input from an event's data; `null` if the id is missing. `fetched` contains the results of other
   * enrichments by name.
   */
  input(
    data: Readonly<Record<string, unknown>>,
    fetched?: Readonly<Record<string, unknown>>,
  ): unknown;
  /** Paths of the result of `pick`. */
  readonly fields: readonly string[];
  pick(output: unknown): Readonly<Record<string, unknown>>;
}

/** A provider with its operations, and the public contract for calls by path. */
export interface ProviderAdapter {
  readonly name: string;
  readonly baseUrl: string;
  readonly manifest: ProviderManifest;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Further operations, compiled when they are used. A declared operation of the same key takes precedence. */
  readonly catalogue?: OperationCatalogue | undefined;
  readonly events: Readonly<Record<string, EventType>>;
  /** Key of the read operation that returns the account of a credential. */
  readonly identify: string;
  readonly webhook?: WebhookSource | undefined;
  readonly oauth?: OAuthSettings | undefined;
  readonly catchUp?: CatchUp | undefined;
  readonly enrichments?: readonly Enrichment[] | undefined;
  /** Set if the account is kept as a synced copy; needs the operations `objects.list` and `objects.get`. */
  readonly objects?: SyncedObjects | undefined;
  /** What people can do to objects of the copy, by the name of the action. */
  readonly actions?: Readonly<Record<string, ObjectAction>> | undefined;
  /** Applies the settings of the installation, once per process. Throws AppError "invalid". */
  configure?(settings: ProviderSettings): void;
  /** Describes a valid pasted credential. Pure. */
  describeCredential?(credentials: ProviderCredentials): CredentialTraits;
  /** Throws AppError "invalid" if the credential is missing or malformed. */
  getAuthHeaders(credentials: ProviderCredentials): Record<string, string>;
  /** Checks the format without a request. */
  validateCredentials(credentials: ProviderCredentials): CredentialValidation;
  /** Calls an allowed path. Never throws. */
  request<T = unknown>(
    credentials: ProviderCredentials,
    options: ApiRequestOptions,
  ): Promise<ApiResponse<T>>;
  testConnection(credentials: ProviderCredentials): Promise<ConnectionTestResult>;
  parseRateLimit(headers: Headers): RateLimitInfo | undefined;
  /** Sends a request once. Throws `TransportError` if no complete response arrived. */
  send(
    request: HttpRequest,
    credentials: ProviderCredentials,
    context: TransportContext,
  ): Promise<ProviderResponse>;
  /** Classifies a response; `null` means success. Pure. */
  classify(response: ProviderResponse, now: Date): Fault | null;
  /** Finds the operation of a method and path. */
  operationForEndpoint(method: HttpMethod, endpoint: string): EndpointMatch | undefined;
}
