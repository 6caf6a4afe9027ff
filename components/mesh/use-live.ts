"use client";

import { useEffect, useMemo, useState } from "react";
import useSWR from "swr";

import { createRefreshScheduler } from "@/components/widgets/refresh-scheduler";

import { useConnectedMesh, useMesh } from "./mesh-context";

/** Our own server's JSON, or its error as a sentence. */
export async function fetchJson<T>(url: string, request: RequestInit = {}): Promise<T> {
  const response = await fetch(url, {
    ...request,
    headers: { accept: "application/json" },
  }).catch(() => null);
  if (!response) throw new Error("The dashboard's server cannot be reached.");
  const body = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
  if (!response.ok)
    throw new Error(body?.error?.message ?? `The server answered with status ${response.status}.`);
  return body as T; // our own server's answer; its shape is the verb's return type
}

interface Live<T> {
  readonly data: T;
  /** The reason why `data` may be old; it stays as it was. */
  readonly problem: string | undefined;
  readonly refresh: () => void;
}

interface LiveOptions<T> {
  /** How often to ask, in milliseconds; 0 for never. */
  readonly pollMs: (data: T) => number;
  /** True when `initial` is not the server's answer, so that the hook asks at once. */
  readonly askFirst?: boolean;
}

/**
 * What the server drew, kept up to date: soon after events of these patterns, and every `pollMs` while that is set.
 * `patterns` must be stable.
 */
export function useLive<T>(
  url: string,
  initial: T,
  patterns: readonly string[],
  { pollMs, askFirst = false }: LiveOptions<T>,
): Live<T> {
  const mesh = useMesh();
  const connected = useConnectedMesh();
  // A page that is opened later: what came between its being read and this moment, nobody here has heard.
  const [isLater] = useState(() => connected?.status().connection === "live");
  const { data, error, mutate } = useSWR<T, Error>(url, (place: string) => fetchJson(place), {
    fallbackData: initial,
    revalidateOnMount: askFirst || isLater,
    revalidateIfStale: false,
    dedupingInterval: 300,
    refreshInterval: (latest) => pollMs(latest ?? initial),
  });
  const scheduler = useMemo(() => createRefreshScheduler(() => mutate()), [mutate]);
  useEffect(() => () => scheduler.cancel(), [scheduler]);
  useEffect(() => {
    const undo = patterns.map((pattern) =>
      mesh.subscribe(pattern, scheduler.request, { name: "This page: refresh" }),
    );
    return () => {
      for (const leave of undo) leave();
    };
  }, [mesh, patterns, scheduler]);
  return { data: data ?? initial, problem: error?.message, refresh: () => void mutate() };
}
