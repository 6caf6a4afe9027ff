import { AppError } from "@/lib/core/errors";

import { matchEndpoint } from "../endpoint";
import { DEFAULT_TIMEOUT_MS, sendWithRetries } from "../http";
import type {
  AccountIdentity,
  ApiError,
  ApiRequestOptions,
  ApiResponse,
  ConnectionTestResult,
  CredentialTraits,
  CredentialValidation,
  EndpointMatch,
  Fault,
  HttpMethod,
  HttpRequest,
  OAuthSettings,
  ProviderAdapter,
  ProviderCredentials,
  ProviderResponse,
  ProviderSettings,
  RateLimitInfo,
  TransportContext,
} from "../types";
import { actions } from "./actions";
import { catalogue } from "./api";
import { matchDerived } from "./api/endpoints";
import {
  checkOptions,
  configureStripe,
  configuredOptions,
  isLiveKey,
  parseApiBase,
} from "./config";
import type { StripeOptions } from "./config";
import { describeKey, resolveAuth, validateStripe } from "./credentials";
import { API_PREFIX, readablePath } from "./endpoint";
import { enrichments } from "./enrichments";
import { classifyStripe } from "./errors";
import { events } from "./events";
import { manifest } from "./manifest";
import { stripeOAuth } from "./oauth";
import { objects } from "./objects";
import { operations } from "./operations";
import { account } from "./schemas";
import { scrub } from "./scrub";
import { sendStripe } from "./transport";
import { catchUp, webhook } from "./webhook";

export { configureStripe } from "./config";
export type { StripeOptions } from "./config";

export interface StripeAdapterOptions extends StripeOptions {
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly sleep?: ((ms: number) => Promise<void>) | undefined;
}

/**
 * Stripe behind the provider contract. Without options of its own an instance follows `configureStripe`,
 * so importing this module reads nothing and fixes nothing.
 */
export class StripeAdapter implements ProviderAdapter {
  readonly name = "stripe" as const;
  readonly manifest = manifest;
  readonly operations = operations;
  readonly catalogue = catalogue;
  readonly events = events;
  readonly identify = "account.get" as const;
  readonly webhook = webhook;
  readonly catchUp = catchUp;
  readonly enrichments = enrichments;
  readonly objects = objects;
  readonly actions = actions;
  readonly #options: StripeAdapterOptions | undefined;

  constructor(options?: StripeAdapterOptions) {
    this.#options = options === undefined ? undefined : { ...options, ...checkOptions(options) };
  }

  get #settings(): StripeAdapterOptions {
    return this.#options ?? configuredOptions();
  }

  get baseUrl(): string {
    return `${parseApiBase(this.#settings.apiBase).origin}/v1`;
  }

  get oauth(): OAuthSettings {
    return stripeOAuth(parseApiBase(this.#settings.apiBase));
  }

  configure({ apiBase, clientSecret }: ProviderSettings): void {
    configureStripe({ apiBase, platformKey: clientSecret });
  }

  describeCredential(credentials: ProviderCredentials): CredentialTraits {
    return describeKey(credentials);
  }

  getAuthHeaders(credentials: ProviderCredentials): Record<string, string> {
    const auth = resolveAuth(credentials, this.#settings);
    return {
      Authorization: `Bearer ${auth.key}`,
      "Stripe-Version": manifest.apiVersion,
      ...(auth.account === undefined ? {} : { "Stripe-Account": auth.account }),
    };
  }

  validateCredentials(credentials: ProviderCredentials): CredentialValidation {
    return validateStripe(credentials, this.#settings);
  }

  async send(
    request: HttpRequest,
    credentials: ProviderCredentials,
    context: TransportContext,
  ): Promise<ProviderResponse> {
    const settings = this.#settings;
    const auth = resolveAuth(credentials, settings);
    return sendStripe(parseApiBase(settings.apiBase), auth, request, context);
  }

  classify(response: ProviderResponse, now: Date): Fault | null {
    return classifyStripe(response, now);
  }

  operationForEndpoint(method: HttpMethod, endpoint: string): EndpointMatch | undefined {
    return (
      matchEndpoint(operations, method, endpoint, API_PREFIX) ??
      matchDerived(method, endpoint, (key) =>
        Object.hasOwn(operations, key) ? undefined : catalogue.find(key),
      )
    );
  }

  async request<T = unknown>(
    credentials: ProviderCredentials,
    options: ApiRequestOptions,
  ): Promise<ApiResponse<T>> {
    const verdict = this.validateCredentials(credentials);
    if (!verdict.valid)
      return failed({
        code: isEmpty(credentials) ? "MISSING_CREDENTIALS" : "INVALID_CREDENTIALS",
        message: verdict.error ?? "Invalid credentials",
        retryable: false,
        action: "reconnect",
      });
    try {
      return await this.#read<T>(credentials, options);
    } catch (error) {
      return failed(unexpectedFault(error));
    }
  }

  async #read<T>(
    credentials: ProviderCredentials,
    options: ApiRequestOptions,
  ): Promise<ApiResponse<T>> {
    const settings = this.#settings;
    const target = readablePath(options.method ?? "GET", options.endpoint);
    const request: HttpRequest = {
      method: "GET",
      path: target.path,
      query: { ...target.query, ...options.params },
    };
    const context: TransportContext = {
      fetch: settings.fetch ?? globalThis.fetch,
      timeoutMs: DEFAULT_TIMEOUT_MS,
      signal: options.signal,
    };
    const result = await sendWithRetries(
      () => this.send(request, credentials, context),
      classifyStripe,
      {
        repeatable: true,
        sleep: settings.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
        now: () => new Date(),
        signal: options.signal,
      },
    );
    if (!result.ok) return failed(result.fault);
    return { success: true, data: scrub(result.response.body) as T }; // the caller names the shape
  }

  async testConnection(credentials: ProviderCredentials): Promise<ConnectionTestResult> {
    const result = await this.request(credentials, { endpoint: "/account" });
    if (!result.success) return { success: false, error: result.error };
    const parsed = account.safeParse(result.data);
    if (!parsed.success)
      return {
        success: false,
        error: failed({
          code: "PROVIDER_ERROR",
          message: "Stripe did not return the account.",
          retryable: true,
          action: "retry",
        }).error,
      };
    const label =
      parsed.data.settings?.dashboard?.display_name ||
      parsed.data.business_profile?.name ||
      parsed.data.email ||
      parsed.data.id;
    const key = resolveAuth(credentials, this.#settings).key;
    const identity: AccountIdentity = { id: parsed.data.id, label, livemode: isLiveKey(key) };
    return {
      success: true,
      username: identity.id,
      account: identity,
      metadata: {
        accountId: identity.id,
        displayName: label,
        email: parsed.data.email ?? null,
        country: parsed.data.country ?? null,
        defaultCurrency: parsed.data.default_currency ?? null,
        timeZone: parsed.data.settings?.dashboard?.timezone ?? null,
        livemode: identity.livemode,
      },
    };
  }

  /** Stripe names no remaining quota; what a 429 says travels as `retryAt`. */
  parseRateLimit(_headers: Headers): RateLimitInfo | undefined {
    return undefined;
  }
}

function isEmpty({ pat, accountId }: ProviderCredentials): boolean {
  return !pat && accountId === undefined;
}

function failed(fault: Fault): { success: false; error: ApiError } {
  const error: ApiError = {
    code: fault.code,
    message: fault.message,
    provider: manifest.id,
    retryable: fault.retryable,
    action: fault.action,
    details: {
      ...fault.details,
      ...(fault.retryAt ? { retryAt: fault.retryAt.toISOString() } : {}),
    },
  };
  return { success: false, error };
}

function unexpectedFault(error: unknown): Fault {
  if (error instanceof AppError)
    return {
      code: "INVALID_REQUEST",
      message: error.message,
      retryable: false,
      action: "fix-input",
    };
  return {
    code: "PROVIDER_ERROR",
    message: "The request to Stripe could not be sent.",
    retryable: false,
    action: "contact-support",
  };
}

/** The adapter of this process; see `configureStripe`. */
export const stripeAdapter = new StripeAdapter();
