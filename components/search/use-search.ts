import { useEffect, useState } from "react";

import type { SearchResults } from "@/lib/business/search-results";

const DEBOUNCE_MS = 120;
const UNREACHABLE = "The dashboard could not be reached.";

interface Answer {
  /** The text that it answers. */
  readonly text: string;
  readonly found: SearchResults | null;
  readonly problem: string | null;
}

const NONE: Answer = { text: "", found: null, problem: null };

async function ask(text: string, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await fetch(`/api/search?q=${encodeURIComponent(text)}`, { signal });
    const body = (await response.json()) as SearchResults & { error?: { message?: string } }; // the shape of our own route
    if (response.ok) return { text, found: body, problem: null };
    return { text, found: null, problem: body.error?.message ?? UNREACHABLE };
  } catch {
    return { text, found: null, problem: UNREACHABLE };
  }
}

/**
 * Asks the server for what is typed, once typing pauses. A newer text ends the request before it, so that an older answer
 * never replaces a newer one. Until the answer comes, the one before stays.
 */
export function useSearch(typed: string) {
  const text = typed.trim();
  const [answer, setAnswer] = useState(NONE);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (text === "") return undefined;
    const abort = new AbortController();
    const search = async () => {
      const next = await ask(text, abort.signal);
      if (!abort.signal.aborted) setAnswer(next);
    };
    const timer = setTimeout(() => void search(), DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another attempt asks again for the same text
  }, [text, attempt]);
  const isPending = text !== "" && answer.text !== text;
  return {
    found: text === "" ? null : answer.found,
    problem: isPending || text === "" ? null : answer.problem,
    isPending,
    retry: () => {
      setAnswer(NONE);
      setAttempt((count) => count + 1);
    },
  };
}
