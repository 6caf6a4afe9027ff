import type {
  ErrorAction,
  ErrorCode,
  ProviderCredentials,
  ProviderResponse,
} from "@/lib/providers/types";

/** When every vector is read. */
export const NOW = new Date("2026-11-20T12:00:00.000Z");
export const NOW_SECONDS = NOW.getTime() / 1000;
/** A name in the log. */
export const TYPE = /^[a-z0-9_]+(\.[a-z0-9_]+){1,4}$/;

export interface FaultVector {
  readonly name: string;
  readonly response: ProviderResponse;
  readonly expected: {
    readonly code: ErrorCode;
    readonly retryable: boolean;
    readonly action: ErrorAction;
    /** False when left out: the fault is about the connection or the request, not about one permission. */
    readonly lacksPermission?: boolean;
  };
}

export interface DeliveryVector {
  readonly name: string;
  readonly body: string;
  readonly type: string;
  readonly subject: string;
  readonly account: string | null;
}

/** What only the provider's own folder can know: how it signs, what its faults look like. */
export interface ProviderKit {
  /** A well-formed credential made of the canary; it must never be seen outside a header. */
  readonly credentials: ProviderCredentials;
  readonly canary: string;
  /** How a header carries the canary, when it is not as it stands, e.g. in base64. */
  readonly sentAs?: string;
  /** Page `number` of a paged operation, of several; the shape `{ data: [{ id }], has_more }` when left out. */
  page?(operation: string, number: number, isLast: boolean): unknown;
  readonly faults: readonly FaultVector[];
  /** Answers to the call that ends an authorisation: those that say it has ended, and those that do not. */
  readonly revocation?: {
    readonly done: readonly unknown[];
    readonly open: readonly unknown[];
  };
  readonly webhook?: {
    readonly deliveries: readonly DeliveryVector[];
    /** Whether the signature says when it was made, so that an old one can be refused; true when left out. */
    readonly dated?: boolean;
    /** The connection's account, where the address is its own. */
    readonly ownAccount?: string;
    /** The signature header's value, or several headers by name. `url` is where it is delivered. */
    sign(
      body: string,
      secret: string,
      unixSeconds: number,
      url: string,
    ): string | Readonly<Record<string, string>>;
    /** Header values that are not a signature at all. */
    readonly malformed: readonly string[];
  };
}
