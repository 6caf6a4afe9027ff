import type { z } from "zod";

import type {
  AuthScheme,
  CredentialField,
  CredentialTraits,
  CredentialValidation,
  OAuthSettings,
  PlatformVariables,
  ProviderCredentials,
  ProviderSettings,
} from "./auth";

export type * from "./auth";

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

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A value of a query string or a form; objects and arrays nest, `undefined` is left out. */
export type Param =
  | string
  | number
  | boolean
  | null
  | undefined
  | Date
  | readonly Param[]
  | { readonly [key: string]: Param };
export type Params = Readonly<Record<string, Param>>;

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

/** A request before the credential: what a plan shows and what is hashed. */
export interface HttpRequest {
  readonly method: HttpMethod;
  /** Absolute path on the provider's fixed origin, with every parameter already encoded. */
  readonly path: string;
  readonly query?: Params | undefined;
  readonly form?: Params | undefined;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A response after transport; header names are lower-case, `body` is parsed JSON, text or `null`. */
export interface ProviderResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface TransportContext {
  readonly fetch: typeof globalThis.fetch;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A response read as an error, in our words. */
export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly action: ErrorAction;
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

export type Effect = "read" | "write" | "destructive";

/** How a repeated write is kept from happening twice. */
export type Idempotency<Input> =
  | { readonly by: "nature" }
  | { readonly by: "header"; readonly name: string }
  | { readonly by: "field"; set(input: Input, key: string): Input }
  | {
      readonly by: "lookup";
      /** Puts the key into the write, where `find` or `hit` will see it; left out the input itself is looked for. */
      mark?(request: HttpRequest, key: string): HttpRequest;
      find(input: Input, key: string): HttpRequest;
      /** The body of the earlier write, or `undefined` when there was none. */
      hit(body: unknown, key: string): unknown;
    }
  | { readonly by: "none" };

export interface OperationExample<I extends z.ZodType = z.ZodType> {
  readonly title?: string | undefined;
  readonly input: z.input<I>;
  /** The request line that this input becomes, e.g. `GET /v1/charges?limit=1`. */
  readonly request: string;
  /** A body that the provider answers with. */
  readonly body: unknown;
}

/**
 * What a write reports of itself. The provider's webhook reports the same object later: both give the same
 * event id, so that the log keeps one of them.
 */
export interface Emission {
  readonly type: string;
  /**
   * From the operation's output, which fits its schema, and its input, which says what the output leaves out. Pure.
   * `account` is the connection's; `data` holds declared fields of the type only. `null` when that is not enough to say.
   */
  event(output: unknown, account: string | null, input?: unknown): EmittedEvent | null;
}

export interface EmittedEvent {
  readonly id: string;
  readonly subject?: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Walks a list page by page. Both functions are pure. */
export interface Paging {
  /** The next page's cursor, or `null` at the end. */
  cursor(body: unknown): string | null;
  apply(request: HttpRequest, cursor: string): HttpRequest;
}

/** A list of the same provider from which a person may choose the value of an input field. */
export interface ChoiceSource {
  /** Key of a read operation, e.g. `channels.list`. */
  readonly operation: string;
  /** What the list is asked with. */
  readonly input?: Readonly<Record<string, unknown>> | undefined;
  /** Input of the list that other fields of the operation fill: the list's field → the operation's. */
  readonly from?: Readonly<Record<string, string>> | undefined;
  /** Where the items stand in the list's output, e.g. `channels`. */
  readonly items: string;
  /** The field of an item that is saved: a text that the input field takes. */
  readonly value: string;
  /** The field of an item that people know it by; where it is empty, the value stands for it. */
  readonly label: string;
  /** Items in which this field is true are left out. */
  readonly unless?: string | undefined;
  /** What the items are, for people, where a field has several sources. */
  readonly group?: string | undefined;
}

/**
 * One thing that a provider can do, as data. Settings card, widget source, automation step, CLI verb,
 * MCP tool and docs are derived from it. `request` and `respond` are pure: no credential, clock or I/O.
 */
export interface Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly title: string;
  readonly description: string;
  readonly effect: Effect;
  readonly scopes?: readonly string[] | undefined;
  /** How a declaration names it by path, e.g. `/charges/{id}`; `{id}` is a field of the input. */
  readonly endpoint?: string | undefined;
  readonly input: I;
  readonly output: O;
  readonly idempotency: Idempotency<z.output<I>>;
  request(input: z.output<I>): HttpRequest;
  /** Picks the result out of a body; the executor checks it against `output` and reports drift. */
  respond(body: unknown): unknown;
  readonly page?: Paging | undefined;
  /** Where the values of an input field may be chosen from; anything else that the field takes may be typed. */
  readonly choices?: Readonly<Record<string, readonly ChoiceSource[]>> | undefined;
  /** Patterns of events after which a result may be out of date. */
  readonly changedBy?: readonly string[] | undefined;
  /** What a successful write puts into the log, without waiting for the provider's webhook. */
  readonly emits?: Emission | undefined;
  readonly examples: readonly [OperationExample<I>, ...OperationExample<I>[]];
}

/** Keeps the schema types of an operation while it is checked against the contract. */
export function defineOperation<I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
): Operation<I, O> {
  return operation;
}

/** A type of event that this provider can put into the log. */
export interface EventType {
  readonly title: string;
  /** When it happens, in one sentence. */
  readonly description?: string | undefined;
  /** The only fields of `data` that are stored. */
  readonly fields: readonly string[];
  readonly sample: Readonly<Record<string, unknown>>;
}

/** A provider's event before it becomes an envelope of the mesh. */
export interface ProviderEvent {
  /** The provider's own event id: the same on every delivery. */
  readonly id: string;
  readonly type: string;
  readonly subject?: string | undefined;
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The account it belongs to; `null` means the account whose secret verified it. */
  readonly account: string | null;
  readonly livemode: boolean;
  readonly rawType: string;
}

export interface WebhookSecret {
  readonly kid: string;
  readonly secret: string;
  /** A replaced secret stays good until then. */
  readonly notAfter?: Date | undefined;
}

export interface WebhookDelivery {
  readonly headers: Pick<Headers, "get">;
  readonly raw: Uint8Array;
  /** The public address that the provider used, with its query; some providers sign it. */
  readonly url: string;
  readonly secrets: readonly WebhookSecret[];
  /** The account whose own endpoint this is; `null` at the platform's. */
  readonly account: string | null;
  readonly now: Date;
}

export type WebhookVerdict =
  | {
      readonly ok: true;
      /** Which secret verified it. */
      readonly kid: string;
      readonly event: ProviderEvent;
      /** The account took its permission back: the connection is to be marked revoked. */
      readonly signal?: "connection-revoked" | undefined;
    }
  | {
      readonly ok: true;
      readonly kid: string;
      /** Signed, but nothing to store: a handshake. `answer` is the body of the 200. */
      readonly event: null;
      readonly answer: Readonly<Record<string, unknown>>;
    }
  | { readonly ok: false; readonly reason: "signature" | "shape" };

/** Verifies and maps one delivery. Pure; never throws, whatever the bytes are. */
export interface WebhookSource {
  /** Header that carries the signature, lower-case. */
  readonly header: string;
  /**
   * Where events of accounts that were connected by consent arrive: at the platform's one address, or at one
   * of the connection's own. An account that was connected by key always has its own.
   */
  readonly consentDoor: "platform" | "own";
  /** The field of a pasted credential that signs; left out, a person pastes a signing secret. */
  readonly signedWith?: CredentialField | undefined;
  /** For the settings card: what to do with the address, and how a signing secret looks. */
  readonly setup: { readonly instruction: string; readonly placeholder?: string | undefined };
  verify(delivery: WebhookDelivery): WebhookVerdict;
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
  /** The operation's input for an event's data; `null` when the event names nothing to fetch. */
  input(data: Readonly<Record<string, unknown>>): unknown;
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
