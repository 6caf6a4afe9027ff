/** Error codes. HTTP entry points map them by {@link HTTP_STATUS}. */
export type ErrorCode =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "too_large"
  | "rate_limited"
  | "upstream"
  | "unavailable"
  | "internal";

/** HTTP status of each error code. */
export const HTTP_STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  upstream: 502,
  unavailable: 503,
  internal: 500,
};

/**
 * Marks errors across module copies: the server's start and each route are bundled with their own copy of this module, so
 * `instanceof` alone would fail between them.
 */
const MARK = Symbol.for("agentic-dashboard.app-error");

/** True if a value carries the mark, no matter which copy of the class created it. */
export const isMarked = (value: unknown, mark: symbol): boolean =>
  typeof value === "object" && value !== null && mark in value;

/**
 * An error with a message for people that names the problem and the solution. `details` may be returned to the caller as
 * JSON, so it never contains a secret, a stack or SQL.
 */
export class AppError extends Error {
  static override [Symbol.hasInstance](value: unknown): value is AppError {
    return isMarked(value, MARK);
  }

  readonly [MARK] = true;
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorOptions & { details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options);
    this.name = "AppError";
    this.code = code;
    this.details = options.details;
  }
}
