import { AppError } from "@/lib/core/errors";

import { matchEndpoint } from "./endpoint";
import { DEFAULT_TIMEOUT_MS, sendHttp, sendWithRetries } from "./http";
import type {
  AccountIdentity,
  ApiError,
  ApiRequestOptions,
  ApiResponse,
  ConnectionTestResult,
  CredentialTraits,
  CredentialValidation,
  EndpointMatch,
  EventType,
  Fault,
  HttpMethod,
  HttpRequest,
  OAuthSettings,
  Operation,
  ProviderAdapter,
  ProviderCredentials,
  ProviderManifest,
  ProviderResponse,
  ProviderSettings,
  RateLimitInfo,
  TransportContext,
  WebhookSource,
} from "./types";

/** Declaration of a provider without an SDK, for {@link HttpAdapter}. Every function is pure. */
export interface HttpProvider {
  readonly manifest: ProviderManifest;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly events: Readonly<Record<string, EventType>>;
  readonly identify: string;
  readonly webhook?: WebhookSource | undefined;
  /** `origin` is that of the provider or its emulator. */
  oauth?(origin: string): OAuthSettings;
  validate(credentials: ProviderCredentials): CredentialValidation;
  describe?(credentials: ProviderCredentials): CredentialTraits;
  /** Called with validated credentials. */
  authHeaders(credentials: ProviderCredentials): Record<string, string>;
  classify(response: ProviderResponse, now: Date): Fault | null;
  /** Adds values of the credential to a request, such as the account in the path. */
  address?(
    request: HttpRequest,
    credentials: ProviderCredentials,
    isEmulator: boolean,
  ): HttpRequest;
  /** Returns the account's host. Defaults to the manifest's origin. Not called with an emulator. */
  origin?(credentials: ProviderCredentials): string | undefined;
  /** Sets the status of a response whose error is only in the body. */
  settle?(response: ProviderResponse): ProviderResponse;
  /** Reads the account from the output of the operation `identify`; `null` if it is missing. */
  account(output: unknown): AccountIdentity | null;
}

export interface HttpAdapterOptions {
  /** URL of an emulator on the loopback interface. */
  readonly apiBase?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly sleep?: ((ms: number) => Promise<void>) | undefined;
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
// Instrumentation and routes are separate module graphs, but one process has one configuration.
const KEY = Symbol.for("agentic-dashboard.http-adapters");

interface Holder {
  [KEY]?: Map<string, string>;
}

function configuredBases(): Map<string, string> {
  const holder = globalThis as Holder;
  return (holder[KEY] ??= new Map());
}

function checkBase(manifest: ProviderManifest, apiBase: string | undefined): string | undefined {
  if (apiBase === undefined || apiBase === "") return undefined;
  const url = URL.canParse(apiBase) ? new URL(apiBase) : null;
  if (url && /^https?:$/.test(url.protocol) && LOOPBACK.has(url.hostname) && url.pathname === "/")
    return url.origin;
  throw new AppError(
    "invalid",
    `The ${manifest.name} API base must be a loopback address such as http://127.0.0.1:12113 or empty.`,
  );
}

/**
 * Adapter of a provider with a plain HTTP API. An instance without options follows `configure`, so importing it has no
 * side effects.
 */
export class HttpAdapter<Name extends string = string> implements ProviderAdapter {
  readonly name: Name;
  readonly manifest: ProviderManifest;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly events: Readonly<Record<string, EventType>>;
  readonly identify: string;
  readonly webhook: WebhookSource | undefined;
  readonly #provider: HttpProvider;
  readonly #options: HttpAdapterOptions;

  /** Throws AppError "invalid" if `apiBase` is not on this machine. */
  constructor(name: Name, provider: HttpProvider, options: HttpAdapterOptions = {}) {
    this.name = name;
    this.manifest = provider.manifest;
    this.operations = provider.operations;
    this.events = provider.events;
    this.identify = provider.identify;
    this.webhook = provider.webhook;
    this.#provider = provider;
    this.#options = { ...options, apiBase: checkBase(provider.manifest, options.apiBase) };
  }

  get baseUrl(): string {
    return this.#options.apiBase ?? configuredBases().get(this.name) ?? this.manifest.origin;
  }

  get oauth(): OAuthSettings | undefined {
    return this.#provider.oauth?.(this.baseUrl);
  }

  configure({ apiBase }: ProviderSettings): void {
    const base = checkBase(this.manifest, apiBase);
    if (base === undefined) configuredBases().delete(this.name);
    else configuredBases().set(this.name, base);
  }

  describeCredential(credentials: ProviderCredentials): CredentialTraits {
    return this.#provider.describe?.(credentials) ?? { scope: "", hint: null };
  }

  getAuthHeaders(credentials: ProviderCredentials): Record<string, string> {
    const verdict = this.validateCredentials(credentials);
    if (!verdict.valid)
      throw new AppError("invalid", verdict.error ?? "The credential is invalid.");
    return this.#provider.authHeaders(credentials);
  }

  validateCredentials(credentials: ProviderCredentials): CredentialValidation {
    return this.#provider.validate(credentials);
  }

  async send(
    request: HttpRequest,
    credentials: ProviderCredentials,
    context: TransportContext,
  ): Promise<ProviderResponse> {
    const auth = this.getAuthHeaders(credentials);
    const { baseUrl } = this;
    const isEmulator = baseUrl !== this.manifest.origin;
    const addressed = this.#provider.address?.(request, credentials, isEmulator) ?? request;
    const own = isEmulator ? undefined : this.#provider.origin?.(credentials);
    const response = await sendHttp(own ?? baseUrl, addressed, auth, context);
    return this.#provider.settle?.(response) ?? response;
  }

  classify(response: ProviderResponse, now: Date): Fault | null {
    return this.#provider.classify(response, now);
  }

  operationForEndpoint(method: HttpMethod, endpoint: string): EndpointMatch | undefined {
    return matchEndpoint(this.operations, method, endpoint);
  }

  async request<T = unknown>(
    credentials: ProviderCredentials,
    options: ApiRequestOptions,
  ): Promise<ApiResponse<T>> {
    const verdict = this.validateCredentials(credentials);
    if (!verdict.valid)
      return this.#failed({
        code: hasAny(credentials) ? "INVALID_CREDENTIALS" : "MISSING_CREDENTIALS",
        message: verdict.error ?? "The credential is invalid.",
        retryable: false,
        action: "reconnect",
      });
    try {
      const found = this.#readByPath(options);
      const output = await this.#read(found.operation, found.request, credentials, options.signal);
      return "fault" in output
        ? this.#failed(output.fault)
        : { success: true, data: output.value as T }; // the caller names the shape
    } catch (error) {
      return this.#failed(unexpectedFault(this.manifest, error));
    }
  }

  async testConnection(credentials: ProviderCredentials): Promise<ConnectionTestResult> {
    const operation = this.operations[this.identify];
    const result = await this.request(credentials, { endpoint: operation?.endpoint ?? "/" });
    if (!result.success) return { success: false, error: result.error };
    const account = this.#provider.account(result.data);
    if (account)
      return { success: true, username: account.id, account, metadata: { label: account.label } };
    const fault: Fault = {
      code: "PROVIDER_ERROR",
      message: `${this.manifest.name} did not return the account.`,
      retryable: true,
      action: "retry",
    };
    return { success: false, error: this.#failed(fault).error };
  }

  /** Returns nothing: a 429 sets `retryAt`, and no header contains a remaining quota. */
  parseRateLimit(_headers: Headers): RateLimitInfo | undefined {
    return undefined;
  }

  #readByPath(options: ApiRequestOptions): { operation: Operation; request: HttpRequest } {
    const match = this.operationForEndpoint("GET", options.endpoint);
    const operation = match && this.operations[match.operation];
    const isRead = (options.method ?? "GET") === "GET";
    if (!operation || !isRead || Object.keys(match.placeholders).length > 0)
      throw new AppError(
        "invalid",
        `${this.manifest.name} has no read operation with this path. Use one of its operations.`,
      );
    const input = operation.input.safeParse({ ...options.params, ...match.input });
    if (input.success) return { operation, request: operation.request(input.data) };
    const fields = input.error.issues.map((issue) => `“${issue.path.map(String).join(".")}”`);
    throw new AppError("invalid", `These parameters are not valid: ${fields.join(", ")}.`);
  }

  async #read(
    operation: Operation,
    request: HttpRequest,
    credentials: ProviderCredentials,
    signal: AbortSignal | undefined,
  ): Promise<{ fault: Fault } | { value: unknown }> {
    const context: TransportContext = {
      fetch: this.#options.fetch ?? globalThis.fetch,
      timeoutMs: DEFAULT_TIMEOUT_MS,
      signal,
    };
    const result = await sendWithRetries(
      () => this.send(request, credentials, context),
      (response, now) => this.classify(response, now),
      {
        repeatable: true,
        sleep:
          this.#options.sleep ?? ((ms) => new Promise<void>((resolve) => setTimeout(resolve, ms))),
        now: () => new Date(),
        signal,
      },
    );
    return result.ok ? { value: operation.respond(result.response.body) } : { fault: result.fault };
  }

  #failed(fault: Fault): { success: false; error: ApiError } {
    return {
      success: false,
      error: {
        code: fault.code,
        message: fault.message,
        provider: this.name,
        retryable: fault.retryable,
        action: fault.action,
        details: {
          ...fault.details,
          ...(fault.retryAt ? { retryAt: fault.retryAt.toISOString() } : {}),
        },
      },
    };
  }
}

function hasAny({ livemode: _mode, ...fields }: ProviderCredentials): boolean {
  return Object.values(fields).some((value) => value !== undefined && value !== "");
}

function unexpectedFault(manifest: ProviderManifest, error: unknown): Fault {
  if (error instanceof AppError)
    return {
      code: "INVALID_REQUEST",
      message: error.message,
      retryable: false,
      action: "fix-input",
    };
  return {
    code: "PROVIDER_ERROR",
    message: `The request to ${manifest.name} could not be sent.`,
    retryable: false,
    action: "contact-support",
  };
}
