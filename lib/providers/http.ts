import { AppError } from "@/lib/core/errors";
import { parseJson } from "@/lib/core/parse-json";

import type {
  Fault,
  HttpRequest,
  Param,
  Params,
  ProviderResponse,
  TransportContext,
} from "./types";

/** Max size of a response. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;
export const DEFAULT_TIMEOUT_MS = 10_000;
const MAX_RETRIES = 2;

export type TransportFailure = "network" | "timeout" | "aborted" | "too_large";

/** Error for a missing or incomplete response. The message never contains a header or a body. */
export class TransportError extends Error {
  readonly kind: TransportFailure;

  constructor(kind: TransportFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "TransportError";
    this.kind = kind;
  }
}

function appendParam(pairs: [string, string][], key: string, value: Param): void {
  if (value === undefined) return;
  if (value === null) pairs.push([key, ""]);
  else if (value instanceof Date) pairs.push([key, String(Math.floor(value.getTime() / 1000))]);
  else if (isList(value))
    value.forEach((item, index) => appendParam(pairs, `${key}[${index}]`, item));
  else if (typeof value === "object")
    for (const [inner, item] of Object.entries(value)) appendParam(pairs, `${key}[${inner}]`, item);
  else pairs.push([key, String(value)]);
}

function isList(value: Param): value is readonly Param[] {
  return Array.isArray(value);
}

/** Encodes nested parameters: `a[b]=1`, `c[0]=x`. Dates become unix seconds, `null` is empty, `undefined` is omitted. */
export function encodeParams(params: Params): string {
  const pairs: [string, string][] = [];
  for (const [key, value] of Object.entries(params)) appendParam(pairs, key, value);
  return pairs.map(([key, value]) => `${encodeKey(key)}=${encodeURIComponent(value)}`).join("&");
}

function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll("%5B", "[").replaceAll("%5D", "]");
}

/** Path and query of a request, as sent and as shown in a plan. */
export function requestTarget(request: HttpRequest): string {
  const query = request.query ? encodeParams(request.query) : "";
  return query === "" ? request.path : `${request.path}?${query}`;
}

/** Builds the URL on the provider's origin. Throws AppError "invalid" if the path would leave it. */
export function requestUrl(origin: string, request: HttpRequest): URL {
  const url = new URL(requestTarget(request), origin);
  if (!request.path.startsWith("/") || url.origin !== new URL(origin).origin)
    throw new AppError("invalid", "The path must stay on the provider's origin.");
  return url;
}

async function readBody(response: Response): Promise<string> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > MAX_BODY_BYTES) {
      await reader.cancel();
      throw new TransportError("too_large", "The response is larger than 5 MB.");
    }
    chunks.push(value);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function parseBody(text: string): unknown {
  if (text === "") return null;
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

function toTransportError(error: unknown, timedOut: boolean, aborted: boolean): TransportError {
  if (error instanceof TransportError) return error;
  if (aborted) return new TransportError("aborted", "The request was cancelled.");
  if (timedOut) return new TransportError("timeout", "The provider did not answer in time.");
  return new TransportError("network", "The provider could not be reached.", { cause: error });
}

/**
 * Sends one request with a deadline for headers and body and a size limit. Does not follow redirects, which could send
 * the credential to another host. Throws {@link TransportError}.
 */
export async function exchange(
  url: string | URL,
  init: Omit<RequestInit, "signal" | "redirect">,
  context: TransportContext,
): Promise<ProviderResponse> {
  const deadline = AbortSignal.timeout(context.timeoutMs);
  const signal = context.signal ? AbortSignal.any([deadline, context.signal]) : deadline;
  try {
    const response = await context.fetch(url, { ...init, signal, redirect: "manual" });
    const text = await readBody(response);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: parseBody(text),
    };
  } catch (error) {
    throw toTransportError(error, deadline.aborted, context.signal?.aborted === true);
  }
}

/** Transport of providers without an SDK. Only this function adds the `auth` headers. */
export async function sendHttp(
  origin: string,
  request: HttpRequest,
  auth: Readonly<Record<string, string>>,
  context: TransportContext,
): Promise<ProviderResponse> {
  const body =
    request.form !== undefined
      ? { type: "application/x-www-form-urlencoded", text: encodeParams(request.form) }
      : request.json !== undefined
        ? { type: "application/json", text: JSON.stringify(request.json) }
        : undefined;
  const headers = {
    accept: "application/json",
    ...(body ? { "content-type": body.type } : {}),
    ...request.headers,
    ...auth,
  };
  const url = requestUrl(origin, request);
  return exchange(
    url,
    { method: request.method, headers, ...(body ? { body: body.text } : {}) },
    context,
  );
}

/** Parses `Retry-After`, in seconds or as a date; `undefined` if missing or invalid. */
export function parseRetryAfter(value: string | undefined, now: Date): Date | undefined {
  if (value === undefined || value.trim() === "") return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds) && seconds >= 0) return new Date(now.getTime() + seconds * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : new Date(at);
}

/** Converts a transport error to the adapter contract. */
export function transportFault(error: TransportError): Fault {
  const tooLarge = error.kind === "too_large";
  return {
    code: tooLarge ? "PROVIDER_ERROR" : "NETWORK_ERROR",
    message: error.message,
    retryable: !tooLarge && error.kind !== "aborted",
    action: "retry",
  };
}

export type Attempt =
  | { readonly ok: true; readonly response: ProviderResponse; readonly attempts: number }
  | {
      readonly ok: false;
      readonly fault: Fault;
      readonly attempts: number;
      readonly response?: ProviderResponse | undefined;
      readonly cause?: TransportError | undefined;
    };

export interface RetryPolicy {
  /** True for a read, or a write with an idempotency key. */
  readonly repeatable: boolean;
  readonly sleep: (ms: number) => Promise<void>;
  readonly random?: (() => number) | undefined;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
}

function isWorthRepeating(fault: Fault, status: number | undefined): boolean {
  if (status === 429) return false;
  if (fault.shouldRetry !== undefined) return fault.shouldRetry;
  if (status === undefined) return fault.retryable;
  return status === 409 || status >= 500;
}

async function attemptOnce(
  send: () => Promise<ProviderResponse>,
  classify: (response: ProviderResponse, now: Date) => Fault | null,
  attempts: number,
  now: Date,
): Promise<Attempt> {
  try {
    const response = await send();
    const fault = classify(response, now);
    return fault === null
      ? { ok: true, response, attempts }
      : { ok: false, fault, response, attempts };
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return { ok: false, fault: transportFault(error), cause: error, attempts };
  }
}

/**
 * Sends a request and retries network errors, 409 and 5xx at most twice, if that is safe and unless the provider forbids
 * it. A 429 is returned with its `retryAt`, because the queue does the waiting.
 */
export async function sendWithRetries(
  send: () => Promise<ProviderResponse>,
  classify: (response: ProviderResponse, now: Date) => Fault | null,
  policy: RetryPolicy,
): Promise<Attempt> {
  const random = policy.random ?? Math.random;
  for (let attempt = 1; ; attempt += 1) {
    const result = await attemptOnce(send, classify, attempt, policy.now());
    if (result.ok || !policy.repeatable || attempt > MAX_RETRIES) return result;
    if (policy.signal?.aborted === true) return result;
    if (!isWorthRepeating(result.fault, result.response?.status)) return result;
    const ceilingMs = 250 * 2 ** (attempt - 1);
    await policy.sleep(ceilingMs / 2 + random() * (ceilingMs / 2));
  }
}
