/**
 * The one who caused an event. `id` is a user id, token id, automation id, provider id or a worker's name. `import` is a
 * provider whose account was connected after the event.
 */
export interface Actor {
  readonly kind: "user" | "token" | "agent" | "automation" | "provider" | "import" | "system";
  readonly id: string;
}

/** Where an event came in. Stamped by the server, never taken from a client. */
export type Origin = "provider" | "ui" | "automation" | "api" | "system";

/**
 * One event of the mesh. Names follow CloudEvents 1.0 (`id type source subject time data`);
 * the rest are our extensions.
 */
export interface MeshEvent {
  /** Unique within (workspace, source). */
  readonly id: string;
  /** Dotted lower-case name of at most five segments, e.g. `stripe.payment.received`. */
  readonly type: string;
  /** The sender, e.g. `stripe:test:acct_…`, `ui:<user id>`, `stripe-payments-widget`. */
  readonly source: string;
  /** The object that the event is about, e.g. a payment intent's id. */
  readonly subject?: string | undefined;
  /** When it happened: ISO 8601 in UTC. */
  readonly time: string;
  /** The declared fields of this type; at most 256 KB as JSON. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly workspace: string;
  /** Place in the workspace's log, gapless from 1. `null` until the server has stored the event. */
  readonly seq: number | null;
  readonly origin: Origin;
  readonly connection?: string | undefined;
  readonly livemode?: boolean | undefined;
  readonly correlationId?: string | undefined;
  readonly causationId?: string | undefined;
  /** Length of the causation chain, at most 8. */
  readonly hops: number;
  readonly actor: Actor;
}

/** True for an event from before its connection, which an import brought. It starts nothing, and open pages are not told. */
export const isPast = ({ actor }: Pick<MeshEvent, "actor">): boolean => actor.kind === "import";

/** The one who caused an event, as its details say it. */
export const actorText = ({ actor }: Pick<MeshEvent, "actor">): string =>
  actor.kind === "import" ? `import from ${actor.id}` : `${actor.kind} ${actor.id}`;

/** The fields of an event that a list shows. */
export type EventHead = Pick<MeshEvent, "id" | "seq" | "type" | "subject" | "time" | "origin">;

/** Leaves out of an event what a list does not show. */
export const eventHead = ({ id, seq, type, subject, time, origin }: MeshEvent): EventHead => ({
  id,
  seq,
  type,
  subject,
  time,
  origin,
});

/** The source of what a provider's account reports, also when an operation of ours reports it first. */
export const providerSource = (
  provider: string,
  livemode: boolean,
  account: string | null,
): string => `${provider}:${livemode ? "live" : "test"}:${account ?? "-"}`;

/** Tells a provider's event that was stored without its data, because its workspace was over the quota of that day. */
export const isShort = ({ origin, data }: Pick<MeshEvent, "origin" | "data">): boolean =>
  origin === "provider" && data["overQuota"] === true;

/** Tells an event whose personal data was removed, because its customer was erased. */
export const isErased = ({ data }: Pick<MeshEvent, "data">): boolean =>
  data["personalDataErased"] === true;

/** Stands for personal data that is not shown. */
export const MASK = "••••••";

/** Tells whether personal data of an event is masked. */
export const isMasked = ({ data, subject }: Pick<MeshEvent, "data" | "subject">): boolean =>
  JSON.stringify([data, subject]).includes(MASK);
