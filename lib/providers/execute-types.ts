import type { ProviderError } from "./errors";
import type { Plan, PlanConnection } from "./plan";
import type { ProviderAdapter, ProviderCredentials } from "./types";

/** Who asks. The ports below judge by it; the executor only hands it on. */
export interface ExecuteActor {
  readonly kind: "user" | "token" | "agent" | "automation" | "provider" | "system";
  readonly id: string;
  /** Of an automation: the step that asks. */
  readonly step?: { readonly runId: string; readonly key: string } | undefined;
}

/** Opens the credential of a connection. `refresh` is true after the provider refused the last one, `refused`. */
export interface CredentialsPort {
  resolve(
    connection: PlanConnection,
    options: { refresh: boolean; refused?: ProviderCredentials },
  ): Promise<ProviderCredentials>;
}

/** Says whether this very plan may be applied by this actor. Called for writes only, before anything is sent. */
export interface ApprovalsPort {
  authorize(request: {
    readonly plan: Plan;
    readonly connection: PlanConnection;
    readonly actor: ExecuteActor | undefined;
  }): Promise<{ readonly allowed: boolean; readonly reason?: string | undefined }>;
}

/** Knows what was written by which step, of all that this installation wrote. */
export interface ClaimsPort {
  /** Of these ids, those that a step has made its own; see `Claim`. */
  taken(ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Told how each call ended: `null` when the provider answered, else why it refused or did not. Must not throw. */
export type HealthPort = (connection: PlanConnection, error: ProviderError | null) => Promise<void>;

/** One line per exchange, already redacted: paths and outcomes, no headers, no bodies. */
export interface ExecuteTrace {
  readonly operation: string;
  readonly connection: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  /** `ok`, or the code of the fault. */
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
  /** Needed to repeat a write that is told from others by whose it is. */
  readonly claims?: ClaimsPort | undefined;
  readonly health?: HealthPort | undefined;
  readonly trace?: ((entry: ExecuteTrace) => void) | undefined;
  /** Called once for every write that was tried or refused. */
  readonly audit?: ((entry: AuditEntry) => Promise<void> | void) | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly clock?: (() => Date) | undefined;
  readonly sleep?: ((ms: number) => Promise<void>) | undefined;
  readonly timeoutMs?: number | undefined;
  readonly provider?: ((id: string) => ProviderAdapter) | undefined;
}

export interface ExecuteOptions {
  readonly mode: "plan" | "apply";
  /** What was approved: when given, only exactly that is sent. */
  readonly planHash?: string | undefined;
  /** Needed by writes; the same key for every repetition of the same intent. */
  readonly idempotencyKey?: string | undefined;
  /** Nothing was ever sent with this key, so there is nothing to look up before sending. */
  readonly isFirst?: boolean | undefined;
  /** When the first request with this key may have left; for a look-up. */
  readonly since?: Date | undefined;
  /** Told before a request leaves; until then nothing can have arrived. What it throws keeps it from leaving. */
  readonly onSend?: (() => void) | undefined;
  /** Awaited after a look-up that found nothing, before the write leaves. What it throws keeps it from leaving. */
  readonly beforeRepeat?: (() => Promise<void>) | undefined;
  /** Which page of a read: the `nextCursor` of the one before. Throws "invalid" for an operation without pages. */
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
  /** Cursor of the next page, `null` at the end or when the operation has no pages. */
  readonly nextCursor: string | null;
  /** Places where the provider's answer no longer fits the declared output. */
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
