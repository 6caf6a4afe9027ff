import type {
  ConnectionStatus,
  ConnectionTest,
  Disconnected,
  DisconnectEffects,
} from "@/lib/contracts/connection";
import type { ActionResult } from "@/lib/core/action-result";

/** A connection as its card shows it. Times are ISO 8601 in UTC. */
export interface ConnectionView {
  readonly id: string;
  readonly label: string;
  readonly accountId: string;
  readonly country: string | null;
  readonly currency: string | null;
  readonly timeZone: string | null;
  /** `null` where the provider has no modes. */
  readonly livemode: boolean | null;
  readonly authKind: "oauth" | "key";
  readonly keyHint: string | null;
  /** Its permissions in words. */
  readonly access: string;
  /** How the provider's events reach an address of this connection's own; `null` when they do not. */
  readonly webhook: WebhookSetup | null;
  readonly status: ConnectionStatus;
  readonly lastError: string | null;
  readonly connectedAt: string;
  readonly lastOkAt: string | null;
  readonly lastWebhookAt: string | null;
  readonly lastSweepAt: string | null;
  readonly sweptEvents: number;
  /** The reason why the last check for missed events failed. */
  readonly sweepError: string | null;
  /** Page that shows how far the account is imported; `null` if no copy of it is kept. */
  readonly dataHref: string | null;
  /** The automations that use it. */
  readonly automations: readonly { readonly id: string; readonly name: string }[];
}

/** Actions for a connection's own webhook address. */
export interface WebhookSetup {
  readonly instruction: string;
  readonly placeholder: string;
  /** False where the provider signs with the credential itself. */
  readonly takesSecret: boolean;
}

/** One input of the form that connects by key. */
export interface KeyField {
  readonly name: string;
  readonly label: string;
  readonly placeholder: string;
  readonly hint: string;
  readonly secret: boolean;
  readonly optional: boolean;
}

export interface ProviderView {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly docsUrl: string;
  /** The form that connects with a key; `null` when the app offers consent only. */
  readonly keyForm: {
    readonly title: string;
    readonly description: string;
    readonly fields: readonly KeyField[];
  } | null;
  /** Address of the page of what stands in for it on this machine; `null`: it is the provider itself. */
  readonly emulator: string | null;
  readonly canConnect: boolean;
  /** True if disconnecting ends the access at the provider too. */
  readonly canRevoke: boolean;
  /** Environment variables that are missing, when it cannot be connected by consent. */
  readonly missing: readonly string[];
  readonly connections: readonly ConnectionView[];
}

export interface CredentialActions {
  readonly test: (id: string) => Promise<ActionResult<ConnectionTest>>;
  /** The enabled automations that break without the connection. */
  readonly disconnectEffects: (
    id: string,
  ) => Promise<ActionResult<DisconnectEffects["automations"]>>;
  readonly disconnect: (id: string, deleteCopy: boolean) => Promise<ActionResult<Disconnected>>;
  readonly connectKey: (
    provider: string,
    fields: Readonly<Record<string, string>>,
  ) => Promise<ActionResult<{ label: string; accountId: string }>>;
  /** Without a secret: the address to register. With one: it is stored. */
  readonly setWebhookSecret: (
    id: string,
    secret?: string,
  ) => Promise<ActionResult<{ url: string }>>;
}
