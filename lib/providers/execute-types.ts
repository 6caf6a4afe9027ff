import type { ProviderError } from "./errors";
import type { Plan, PlanConnection } from "./plan";
import type { ProviderAdapter, ProviderCredentials } from "./types";

/** Caller of an operation. The executor only passes it to the ports. */
export interface ExecuteActor {
  readonly kind: "user" | "token" | "agent" | "automation" | "provider" | "system";
  readonly id: string;
  /** Step of the calling automation. */
  readonly step?: { readonly runId: string; readonly key: string } | undefined;
}

/** Decrypts the credential of a connection. `refresh` is true after the provider rejected the previous one, `refused`. */
export interface CredentialsPort {
  resolve(
    connection: PlanConnection,
    options: { refresh: boolean; refused?: ProviderCredentials },
  ): Promise<ProviderCredentials>;
}

/** Decides whether an actor may apply a plan. Called for writes, before anything is sent. */
export interface ApprovalsPort {
  authorize(request: {
    readonly plan: Plan;
    readonly connection: PlanConnection;
    readonly actor: ExecuteActor | undefined;
  }): Promise<{ readonly allowed: boolean; readonly reason?: string | undefined }>;
}

/** Result ids that steps of this installation have claimed. */
export interface ClaimsPort {
  /** Returns those of the ids that another step has claimed. */
  taken(ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Called after each call with its error, or `null` after success. Must not throw. */
export type HealthPort = (connection: PlanConnection, error: ProviderError | null) => Promise<void>;

/** Log entry of a request without headers and bodies. */
export interface ExecuteTrace {
  readonly operation: string;
  readonly connection: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  /** `ok` or the error code. */
  readonly outcome: string;
  readonly attempts: number;
  readonly ms: number;
  readonly requestId?: string | undefined;
}

export interface AuditEntry {
  readonly plan: Plan;
  readonly connection: PlanConnection;
  readonly actor: ExecuteActor | undefined;
  readonly outcome: "applied" | "refused" | "failed" | "indeterminate";
  readonly requestId?: string | undefined;
  readonly reason?: string | undefined;
}

export interface ExecutorOptions {
  readonly credentials: CredentialsPort;
  readonly approvals?: ApprovalsPort | undefined;
  /** Required for repeating writes that are matched by ownership. */
  readonly claims?: ClaimsPort | undefined;
  readonly health?: HealthPort | undefined;
  readonly trace?: ((entry: ExecuteTrace) => void) | undefined;
  /** Called once for every attempted or rejected write. */
  readonly audit?: ((entry: AuditEntry) => Promise<void> | void) | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly clock?: (() => Date) | undefined;
  readonly sleep?: ((ms: number) => Promise<void>) | undefined;
  readonly timeoutMs?: number | undefined;
  readonly provider?: ((id: string) => ProviderAdapter) | undefined;
}

export interface ExecuteOptions {
  readonly mode: "plan" | "apply";
  /** Hash of the approved plan. Only exactly this plan is sent. */
  readonly planHash?: string | undefined;
  /** Required for writes. Every repetition must use the same key. */
  readonly idempotencyKey?: string | undefined;
  /** True if nothing was sent with this key before, so no lookup is needed. */
  readonly isFirst?: boolean | undefined;
  /** Earliest time at which the first request with this key was sent, for a lookup. */
  readonly since?: Date | undefined;
  /** Called before a request is sent. Throwing prevents sending. */
  readonly onSend?: (() => void) | undefined;
  /** Called after a lookup without a match, before the write is sent. Throwing prevents sending. */
  readonly beforeRepeat?: (() => Promise<void>) | undefined;
  /** `nextCursor` of the previous page. Throws "invalid" if the operation has no pages. */
  readonly cursor?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly actor?: ExecuteActor | undefined;
}

export interface Applied {
  readonly mode: "apply";
  readonly plan: Plan;
  readonly output: unknown;
  readonly status: number;
  readonly requestId: string | undefined;
  /** The provider's clock when it answered, from the header `Date`; `null` if it did not say. */
  readonly answeredAt: Date | null;
  /** Cursor of the next page; `null` if there is none. */
  readonly nextCursor: string | null;
  /** Fields in which the provider's response differs from the declared output. */
  readonly drift: readonly string[];
}

export interface Planned {
  readonly mode: "plan";
  readonly plan: Plan;
}

export interface Execute {
  (
    connection: PlanConnection,
    operation: string,
    input: unknown,
    options: ExecuteOptions & { readonly mode: "plan" },
  ): Promise<Planned>;
  (
    connection: PlanConnection,
    operation: string,
    input: unknown,
    options: ExecuteOptions & { readonly mode: "apply" },
  ): Promise<Applied>;
}
