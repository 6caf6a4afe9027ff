import { AppError, isMarked } from "@/lib/core/errors";
import type { ErrorCode as AppErrorCode } from "@/lib/core/errors";

import type { ErrorAction, ErrorCode, Fault } from "./types";

/** HTTP codes of provider errors. A rejected credential is "upstream", not a 401 or 403 for the signed-in person. */
const APP_CODES: Readonly<Record<ErrorCode, AppErrorCode>> = {
  MISSING_CREDENTIALS: "upstream",
  INVALID_CREDENTIALS: "upstream",
  UNAUTHORIZED: "upstream",
  FORBIDDEN: "upstream",
  PROVIDER_ERROR: "upstream",
  NETWORK_ERROR: "upstream",
  RATE_LIMITED: "rate_limited",
  NOT_FOUND: "not_found",
  INVALID_REQUEST: "invalid",
  CARD_ERROR: "invalid",
  ACTION_REQUIRED: "invalid",
  CONFLICT: "conflict",
  IDEMPOTENCY_CONFLICT: "conflict",
};

/** Marks instances across module graphs, as in AppError. */
const MARK = Symbol.for("agentic-dashboard.provider-error");

/** An error of a provider. Never contains a credential or a raw body. */
export class ProviderError extends AppError {
  static override [Symbol.hasInstance](value: unknown): value is ProviderError {
    return isMarked(value, MARK);
  }

  readonly [MARK] = true;
  readonly provider: string;
  readonly operation: string;
  /** Code of the adapter contract; `code` is the one of the HTTP API. */
  readonly apiCode: ErrorCode;
  /** Error code of the provider, e.g. `card_declined`. */
  readonly providerCode: string | undefined;
  readonly retryable: boolean;
  readonly retryAt: Date | null;
  readonly action: ErrorAction;
  /** True if only a permission is missing, so the connection itself works. */
  readonly lacksPermission: boolean;
  readonly requestId: string | undefined;
  readonly docUrl: string | undefined;
  /** True if it is unknown whether a write took effect. A lookup must precede any repetition. */
  readonly indeterminate: boolean;
  /** True unless the provider certainly rejected the request. */
  readonly mayHaveArrived: boolean;

  constructor(
    provider: string,
    operation: string,
    fault: Fault,
    options: ErrorOptions & { indeterminate?: boolean; mayHaveArrived?: boolean } = {},
  ) {
    super(APP_CODES[fault.code], fault.message, {
      ...(options.cause === undefined ? {} : { cause: options.cause }),
      details: {
        provider,
        operation,
        reason: fault.code,
        action: fault.action,
        retryable: fault.retryable,
        ...(fault.retryAt ? { retryAt: fault.retryAt.toISOString() } : {}),
        ...(fault.requestId ? { providerRequestId: fault.requestId } : {}),
        ...(fault.providerCode ? { providerCode: fault.providerCode } : {}),
      },
    });
    this.name = "ProviderError";
    this.provider = provider;
    this.operation = operation;
    this.apiCode = fault.code;
    this.providerCode = fault.providerCode;
    this.retryable = fault.retryable;
    this.retryAt = fault.retryAt ?? null;
    this.action = fault.action;
    this.lacksPermission = fault.lacksPermission ?? false;
    this.requestId = fault.requestId;
    this.docUrl = fault.docUrl;
    this.indeterminate = options.indeterminate ?? false;
    this.mayHaveArrived = options.mayHaveArrived ?? this.indeterminate;
  }
}
