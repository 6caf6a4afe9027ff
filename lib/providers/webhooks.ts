import type { EventState } from "./objects";

/** A type of event that this provider can put into the log. */
export interface EventType {
  readonly title: string;
  /** Explains when the event happens. */
  readonly description?: string | undefined;
  /** As it follows “when”: `a payment succeeds`. */
  readonly phrase?: string | undefined;
  /** The only fields of `data` that are stored. */
  readonly fields: readonly string[];
  readonly sample: Readonly<Record<string, unknown>>;
}

/** A provider's event before it becomes an envelope of the mesh. */
export interface ProviderEvent {
  /** The provider's own event id: the same on every delivery. */
  readonly id: string;
  readonly type: string;
  readonly subject?: string | undefined;
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The account it belongs to; `null` means the account whose secret verified it. */
  readonly account: string | null;
  readonly livemode: boolean;
  readonly rawType: string;
  /** The whole object for the synced copy. It is not part of the event that the log keeps. */
  readonly state?: EventState | undefined;
}

export interface WebhookSecret {
  readonly kid: string;
  readonly secret: string;
  /** A replaced secret stays good until then. */
  readonly notAfter?: Date | undefined;
}

export interface WebhookDelivery {
  readonly headers: Pick<Headers, "get">;
  readonly raw: Uint8Array;
  /** The public address that the provider used, with its query; some providers sign it. */
  readonly url: string;
  readonly secrets: readonly WebhookSecret[];
  /** The account whose own endpoint this is; `null` at the platform's. */
  readonly account: string | null;
  readonly now: Date;
}

export type WebhookVerdict =
  | {
      readonly ok: true;
      /** Id of the secret that verified the delivery. */
      readonly kid: string;
      readonly event: ProviderEvent;
      /** The account took its permission back: the connection is to be marked revoked. */
      readonly signal?: "connection-revoked" | undefined;
    }
  | {
      readonly ok: true;
      readonly kid: string;
      /** Signed, but nothing to store: a handshake. `answer` is the body of the 200. */
      readonly event: null;
      readonly answer: Readonly<Record<string, unknown>>;
    }
  | { readonly ok: false; readonly reason: "signature" | "shape" };

/** Verifies and maps one delivery. Pure; never throws, whatever the bytes are. */
export interface WebhookSource {
  /** Header that carries the signature, lower-case. */
  readonly header: string;
  /**
   * Where events of accounts that were connected by consent arrive: at the platform's one address, or at one
   * of the connection's own. An account that was connected by key always has its own.
   */
  readonly consentEndpoint: "platform" | "own";
  /** The field of a pasted credential that signs; left out, a person pastes a signing secret. */
  readonly signedWith?: string | undefined;
  /** For the settings card: what to do with the address, and how a signing secret looks. */
  readonly setup: { readonly instruction: string; readonly placeholder?: string | undefined };
  verify(delivery: WebhookDelivery): WebhookVerdict;
}
