import { isPast, type MeshEvent } from "./event";

const encoder = new TextEncoder();

/** One message of an event stream as text. Source: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export const frame = (event: string, data: unknown, id?: number | null): string =>
  `${id === undefined || id === null ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** Frames of events. Those of the past only move the place from which a browser goes on: an import brings thousands. */
export const encodeEvents = (events: readonly MeshEvent[]): Uint8Array =>
  encoder.encode(
    events
      .map((event) => (isPast(event) ? `id: ${event.seq}\n\n` : frame("mesh", event, event.seq)))
      .join(""),
  );

/** Encodes each array of events once, however many streams it goes to; the bytes last as long as the array does. */
export function sharedFrames(encode: typeof encodeEvents): typeof encodeEvents {
  const made = new WeakMap<readonly MeshEvent[], Uint8Array>();
  return (events) => {
    const bytes = made.get(events) ?? encode(events);
    made.set(events, bytes);
    return bytes;
  };
}
