import type { MeshEvent } from "../event";
import type { Delivery } from "./log";

/** Who hears events of a pattern in this tab. */
export interface Subscriber {
  readonly name: string;
  readonly includeEcho: boolean;
  readonly handler: (event: MeshEvent) => unknown;
  active: boolean;
  /** The last record of a handler that went well; most take the same rounded time as before. */
  done: Delivery;
}

export function describeError(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null &&
    typeof value === "object" &&
    "then" in value &&
    typeof value.then === "function"
  );
}

/** Hundredths of a millisecond: finer than browsers measure. */
export const rounded = (ms: number) => Math.round(ms * 100) / 100;

export function hears(subscriber: Subscriber, isEcho: boolean): boolean {
  return subscriber.active && (!isEcho || subscriber.includeEcho);
}

/**
 * Beyond the written-down deliveries a failure is only contained. The loop stands inside the `try`,
 * because a thousand subscribers cost three times as much the other way round.
 */
export function callRest(
  subscribers: readonly Subscriber[],
  from: number,
  event: MeshEvent,
  isEcho: boolean,
): number {
  let called = 0;
  let at = from;
  while (at < subscribers.length) {
    try {
      while (at < subscribers.length) {
        const subscriber = subscribers[at];
        at += 1;
        if (!subscriber || !hears(subscriber, isEcho)) continue;
        called += 1;
        const outcome = subscriber.handler(event);
        if (outcome !== undefined && isThenable(outcome)) outcome.then(undefined, () => undefined);
      }
    } catch {
      // Written down for the first deliveries of an event; here the others go on.
    }
  }
  return called;
}
