"use client";

import { useEffect, useState } from "react";
import useSWR from "swr";

import type { Checkup, EditorActions } from "../types";

const SETTLE_MS = 400;

/** What the server says about the draft, a moment after the last change. Keeps the earlier answer until then. */
export function useCheckup(definition: unknown, check: EditorActions["check"]) {
  const now = JSON.stringify(definition);
  const [settled, setSettled] = useState(now);
  useEffect(() => {
    const timer = setTimeout(setSettled, SETTLE_MS, now);
    return () => clearTimeout(timer);
  }, [now]);
  const { data, error, isValidating, mutate } = useSWR<Checkup, Error>(
    ["automations.check", settled],
    async () => {
      const result = await check(JSON.parse(settled) as unknown);
      if (!result.ok) throw new Error(result.message);
      return result.value;
    },
    { keepPreviousData: true, revalidateOnFocus: false, dedupingInterval: 1000 },
  );
  return {
    checkup: data,
    /** The answer is about an earlier draft. */
    isPending: isValidating || settled !== now,
    problem: error?.message,
    again: () => void mutate(),
  };
}
