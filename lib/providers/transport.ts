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

/** Pagination of a list. Both functions are pure. */
export interface Paging {
  /** Returns the cursor of the next page; `null` at the end. */
  cursor(body: unknown): string | null;
  apply(request: HttpRequest, cursor: string): HttpRequest;
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
