import { createTextSearch } from "@/lib/core/search";
import { matchTopicSearch } from "@/lib/core/topics";
import type { LogEntry } from "@/lib/mesh/browser/log";

export interface RowFilter {
  /** Found anywhere in the event's values, whatever the case, and as an amount of money. */
  readonly text: string;
  /** A pattern such as `stripe.payment.*`, or a part of a type; empty means all. */
  readonly pattern: string;
  /** An exact source; empty means all. */
  readonly source: string;
  /** An id that an event is, is about, names or follows from; empty means all. */
  readonly related: string;
}

export const NO_FILTER: RowFilter = { text: "", pattern: "", source: "", related: "" };

/** The rows that a filter leaves, in their order. */
export function filterRows(
  entries: readonly LogEntry[],
  { text, pattern, source, related }: RowFilter,
): readonly LogEntry[] {
  const isFound = createTextSearch(text);
  const topic = pattern.trim();
  if (text.trim() === "" && topic === "" && source === "" && related === "") return entries;
  // A whole JSON text: `"pi_1"` is not found in `"pi_12"`.
  const id = JSON.stringify(related);
  return entries.filter(
    (entry) =>
      (source === "" || entry.event.source === source) &&
      matchTopicSearch(topic, entry.event.type) &&
      isFound(entry.event) &&
      (related === "" || JSON.stringify(entry.event).includes(id)),
  );
}

/** The sources that occur, sorted. */
export function sourcesOf(entries: readonly LogEntry[]): readonly string[] {
  return [...new Set(entries.map(({ event }) => event.source))].toSorted();
}

/** One JSON object per line: the event and what happened to it here. */
export function toNdjson(entries: readonly LogEntry[]): string {
  return entries
    .map(({ event, via, deliveries, refused, replayOf }) =>
      JSON.stringify({ ...event, debugger: { via, deliveries, refused, replayOf } }),
    )
    .join("\n");
}

/** How a row ended, in one word for people. */
export function outcomeOf(entry: LogEntry): string {
  if (entry.refused === "loop") return "stopped: loop";
  if (entry.refused) return "refused";
  if (entry.held) return "held";
  if (entry.via === "history") return "earlier";
  const failed = entry.deliveries.filter(({ result }) => result === "error").length;
  if (failed > 0) return `${failed} failed`;
  return entry.listeners === 0 ? "nobody listened" : `${entry.listeners} heard`;
}
