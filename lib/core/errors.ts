/** What went wrong, in a closed list. Every door maps a code once (see {@link HTTP_STATUS}). */
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

/** The HTTP status that each code becomes at every HTTP door. */
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
 * The server's start and each of its routes are bundled with copies of this module of their own, and share what the
 * process holds. What one of them throws is known to the others by this mark.
 */
const MARK = Symbol.for("agentic-dashboard.app-error");

/** Whether a value is marked as an error of ours, whichever copy of its class made it. */
export const isMarked = (value: unknown, mark: symbol): boolean =>
  typeof value === "object" && value !== null && mark in value;

/**
 * An error whose message is written for the person who meets it: it names the thing and the way out.
 * `details` may be shown to the caller as JSON, so it never holds a secret, a stack or SQL.
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
