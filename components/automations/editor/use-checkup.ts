"use client";

import { useEffect, useState } from "react";
import useSWR from "swr";

import type { Checkup, EditorActions } from "../types";

const SETTLE_MS = 400;

/**
 * Checks the draft on the server shortly after the last change, and keeps the previous result until then. `first` is the
 * result for the initial draft.
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
    /** True while the result belongs to an earlier draft. */
    isPending: isValidating || settled !== now,
    problem: error?.message,
    again: () => void mutate(),
  };
}
