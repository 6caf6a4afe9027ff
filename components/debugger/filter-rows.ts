import { createTextSearch } from "@/lib/core/search";
import { matchTopicSearch } from "@/lib/core/topics";
import type { LogEntry } from "@/lib/mesh/browser/log";

export interface RowFilter {
  /** Case-insensitive text in any value of the event; also matches amounts of money. */
  readonly text: string;
  /** Pattern such as `stripe.payment.*`, or a part of a type; empty for all. */
  readonly pattern: string;
  /** Exact source; empty for all. */
  readonly source: string;
  /** An id that occurs in the event; empty for all. */
  readonly related: string;
}

export const NO_FILTER: RowFilter = { text: "", pattern: "", source: "", related: "" };

/** Returns the rows that match a filter, in order. */
export function filterRows(
  entries: readonly LogEntry[],
  { text, pattern, source, related }: RowFilter,
): readonly LogEntry[] {
  const isFound = createTextSearch(text);
  const topic = pattern.trim();
  if (text.trim() === "" && topic === "" && source === "" && related === "") return entries;
  // Compares complete JSON strings, so that `"pi_1"` does not match `"pi_12"`.
  const id = JSON.stringify(related);
  return entries.filter(
    (entry) =>
      (source === "" || entry.event.source === source) &&
      matchTopicSearch(topic, entry.event.type) &&
      isFound(entry.event) &&
      (related === "" || JSON.stringify(entry.event).includes(id)),
  );
}

/** Returns the sources of all entries, sorted. */
export function sourcesOf(entries: readonly LogEntry[]): readonly string[] {
  return [...new Set(entries.map(({ event }) => event.source))].toSorted();
}

/** Formats entries as NDJSON, with their deliveries in this tab. */
export function toNdjson(entries: readonly LogEntry[]): string {
  return entries
    .map(({ event, via, deliveries, refused, replayOf }) =>
      JSON.stringify({ ...event, debugger: { via, deliveries, refused, replayOf } }),
    )
    .join("\n");
}

/** Describes the result of a row in a few words. */
export function outcomeOf(entry: LogEntry): string {
  if (entry.refused === "loop") return "stopped: loop";
  if (entry.refused) return "rejected";
  if (entry.held) return "not delivered";
  if (entry.via === "history") return "past event";
  const failed = entry.deliveries.filter(({ result }) => result === "error").length;
  if (failed > 0) return `${failed} failed`;
  return entry.listeners === 0
    ? "no listeners"
    : entry.listeners === 1
      ? "1 listener"
      : `${entry.listeners} listeners`;
}
