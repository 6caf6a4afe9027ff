/** One API request as tests may look at it: no body, no header, no token. */
export type JournalEntry = { at: string; method: string; path: string; status: number };

const MAX_ENTRIES = 500;

/** Adds an entry and forgets the oldest beyond 500. */
export function record(journal: JournalEntry[], entry: JournalEntry): void {
  journal.push(entry);
  if (journal.length > MAX_ENTRIES) journal.splice(0, journal.length - MAX_ENTRIES);
}
