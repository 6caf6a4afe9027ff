"use client";

import { useEffect, useState } from "react";
import useSWR from "swr";

import type { Checkup, EditorActions } from "../types";

const SETTLE_MS = 400;

/**
 * What the server says about the draft, a moment after the last change. Keeps the earlier answer until then. `first` is
 * its word on the draft as the page was drawn.
 */
export function useCheckup(
  definition: unknown,
  first: Checkup | undefined,
  check: EditorActions["check"],
) {
  const now = JSON.stringify(definition);
  const [drawn] = useState(now);
  const [settled, setSettled] = useState(now);
  useEffect(() => {
    const timer = setTimeout(setSettled, SETTLE_MS, now);
    return () => clearTimeout(timer);
  }, [now]);
  const isFirst = first !== undefined && settled === drawn;
  const { data, error, isValidating, mutate } = useSWR<Checkup, Error>(
    isFirst ? null : ["automations.check", settled],
    async () => {
      const result = await check(JSON.parse(settled) as unknown);
      if (!result.ok) throw new Error(result.message);
      return result.value;
    },
    { keepPreviousData: true, revalidateOnFocus: false, dedupingInterval: 1000 },
  );
  return {
    checkup: isFirst ? first : (data ?? first),
    /** The answer is about an earlier draft. */
    isPending: isValidating || settled !== now,
    problem: error?.message,
    again: () => void mutate(),
  };
}
