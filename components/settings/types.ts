import type { ActionResult } from "@/lib/core/action-result";

export type ConnectionStatus = "active" | "degraded" | "needs_reauth" | "revoked";

/** A connection as its card shows it. Times are ISO 8601 in UTC. */
export interface ConnectionView {
  readonly id: string;
  readonly label: string;
  readonly accountId: string;
  readonly country: string | null;
  readonly currency: string | null;
  readonly timeZone: string | null;
  readonly livemode: boolean;
  readonly authKind: "oauth" | "key";
  readonly keyHint: string | null;
  readonly scope: string;
  readonly status: ConnectionStatus;
  readonly lastError: string | null;
  readonly connectedAt: string;
  readonly lastOkAt: string | null;
  readonly lastWebhookAt: string | null;
  readonly lastSweepAt: string | null;
  readonly sweptEvents: number;
}

export interface ProviderView {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly icon: string;
  readonly docsUrl: string;
  readonly takesKey: boolean;
  readonly canConnect: boolean;
  /** Environment variables that are missing, when it cannot be connected by consent. */
  readonly missing: readonly string[];
  readonly connections: readonly ConnectionView[];
}

export interface CredentialActions {
  readonly test: (
    id: string,
  ) => Promise<ActionResult<{ account: string; label: string; ms: number }>>;
  readonly disconnect: (
    id: string,
  ) => Promise<ActionResult<{ account: string; upstream: boolean }>>;
  readonly connectKey: (
    provider: string,
    key: string,
  ) => Promise<ActionResult<{ label: string; accountId: string }>>;
  /** Without a secret: the address to register. With one: it is stored. */
  readonly setWebhookSecret: (
    id: string,
    secret?: string,
  ) => Promise<ActionResult<{ url: string }>>;
}
