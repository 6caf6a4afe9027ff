import type { MeshEvent } from "../event";

/** An event as a widget publishes it; the mesh adds id, time and actor. */
export interface LocalEvent {
  /** Dotted lower-case name of at most five segments, e.g. `stripe.payment.selected`. */
  readonly type: string;
  /** The sender, e.g. `stripe-payments-widget`. */
  readonly source: string;
  readonly data: Record<string, unknown>;
  /** The object that the event is about, e.g. a payment's id. */
  readonly subject?: string;
  /** The event that made this one happen. */
  readonly causationId?: string;
}

/** How a handler is listed in the debugger, and whether it also hears the log's copy of its own tab's events. */
interface SubscribeOptions {
  readonly name?: string;
  readonly includeEcho?: boolean;
}

/**
 * The mesh as components see it. `publish` delivers to this tab at once and answers `null` when the
 * event is refused (unknown name, too large, chain too long). `subscribe` returns its own undo.
 */
export interface BrowserMesh {
  publish(event: LocalEvent): MeshEvent | null;
  subscribe(
    pattern: string,
    handler: (event: MeshEvent) => void,
    options?: SubscribeOptions,
  ): () => void;
}
