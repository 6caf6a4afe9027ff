"use client";

import { useCallback, useEffect, useMemo, useState } from "react";
import useSWR from "swr";

import { useMesh } from "@/components/mesh/mesh-context";
import { parseInstant } from "@/lib/core/time";
import type { WidgetData, WidgetInstance } from "@/lib/widgets/data";
import type { WidgetDefinition } from "@/lib/widgets/schema";

import type { KeyedData } from "./fetch-widget";
import { dataKey, fetchWidget, WidgetRequestError } from "./fetch-widget";
import { createRefreshScheduler } from "./refresh-scheduler";

const POLL_FLOOR_MS = 10_000;
const RETRYABLE = new Set(["rate_limited", "upstream", "unavailable", "internal", "offline"]);
const MAX_RETRIES = 5;

/** A widget's data as it stands. `isPrevious` means that it answers an earlier question. */
export interface WidgetDataState {
  readonly data: WidgetData | undefined;
  readonly isPrevious: boolean;
  readonly error: WidgetRequestError | undefined;
  readonly isValidating: boolean;
  /** Fetches now, for a person who asked. */
  readonly refresh: () => void;
}

interface Options {
  readonly instance: WidgetInstance;
  /** `null` when the definition is not valid: nothing is fetched. */
  readonly definition: WidgetDefinition | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** True if a required variable has no value yet: nothing is fetched. */
  readonly waiting: boolean;
  /** Counts the refreshes that subscriptions asked for. */
  readonly refreshes: number;
  /** The server's answer for the variables' defaults. */
  readonly initialData: WidgetData | undefined;
}

function pollInterval(definition: WidgetDefinition | null): number {
  const source = definition?.dataSource;
  if (!source || source.type === "static" || !source.refreshInterval) return 0;
  return Math.max(POLL_FLOOR_MS, source.refreshInterval);
}

/** Doubles with every failure, and waits at least as long as the provider asks. */
function retryDelay(failure: WidgetRequestError, retryCount: number): number {
  const retryAt = parseInstant(failure.details["retryAt"]);
  const asked = retryAt ? retryAt.getTime() - Date.now() : 0;
  return Math.max(2000 * 2 ** retryCount, asked);
}

function refreshPatterns(instance: WidgetInstance, definition: WidgetDefinition | null) {
  const source = definition?.dataSource;
  if (!source || source.type === "static") return [];
  const fallback = source.type === "events" ? [source.pattern] : [];
  return source.refreshOn ?? (instance.refreshOn?.length ? instance.refreshOn : fallback);
}

/**
 * Fetches soon after events that change the data, save those of another connection or mode; and once more when the
 * provider shows the change late.
 */
function useRefreshOnEvents(
  { instance, definition }: Pick<Options, "instance" | "definition">,
  livemode: boolean | null,
  requestRefresh: () => void,
): void {
  const mesh = useMesh();
  const { connectionId, settlesMs } = instance;
  const patterns = refreshPatterns(instance, definition).join(" ");
  const includeEcho = definition?.dataSource.type === "events";
  const name = `${definition?.name ?? instance.type}: refresh`;
  useEffect(() => {
    let settling: ReturnType<typeof setTimeout> | undefined;
    const changed = () => {
      requestRefresh();
      clearTimeout(settling);
      if (settlesMs !== undefined) settling = setTimeout(requestRefresh, settlesMs);
    };
    const undo = patterns
      .split(" ")
      .filter(Boolean)
      .map((pattern) =>
        mesh.subscribe(
          pattern,
          (event) => {
            const elsewhere =
              (event.connection !== undefined &&
                connectionId !== null &&
                event.connection !== connectionId) ||
              (event.livemode !== undefined && livemode !== null && event.livemode !== livemode);
            // What people do in the page changes no data at a provider.
            const changesData = includeEcho || event.origin !== "ui";
            if (changesData && !elsewhere) changed();
          },
          { name, includeEcho },
        ),
      );
    return () => {
      clearTimeout(settling);
      for (const leave of undo) leave();
    };
  }, [mesh, patterns, connectionId, settlesMs, name, livemode, includeEcho, requestRefresh]);
}

/** Fetches and keeps a widget's rows: on change of variables, on events, on a timer while the tab is seen. */
export function useWidgetData(options: Options): WidgetDataState {
  const { instance, definition, variables, waiting, refreshes, initialData } = options;
  const key = definition && !waiting ? dataKey(instance.id, variables) : null;
  const [firstKey] = useState(key);
  const isFirst = key !== null && key === firstKey && initialData !== undefined;
  const { data, error, isValidating, mutate } = useSWR<KeyedData, WidgetRequestError>(
    key,
    fetchWidget,
    {
      ...(isFirst ? { fallbackData: { key, data: initialData }, revalidateOnMount: false } : {}),
      keepPreviousData: true,
      // Up to a tenth later each time, so that widgets do not all ask at once.
      refreshInterval: () => pollInterval(definition) * (1 + Math.random() / 10),
      dedupingInterval: 1000,
      // oxlint-disable-next-line max-params -- the library calls it with five arguments
      onErrorRetry: (failure, _key, _config, revalidate, { retryCount }) => {
        if (!RETRYABLE.has(failure.code) || retryCount > MAX_RETRIES) return;
        setTimeout(() => void revalidate({ retryCount }), retryDelay(failure, retryCount));
      },
    },
  );
  const refresh = useCallback(() => void mutate(), [mutate]);
  const scheduler = useMemo(() => createRefreshScheduler(() => mutate()), [mutate]);
  useEffect(() => () => scheduler.cancel(), [scheduler]);
  useEffect(() => {
    if (refreshes > 0) scheduler.request();
  }, [refreshes, scheduler]);
  useRefreshOnEvents(options, data?.data.livemode ?? null, scheduler.request);
  return {
    data: data?.data,
    isPrevious: data !== undefined && data.key !== key,
    error: error instanceof WidgetRequestError ? error : undefined,
    isValidating,
    refresh,
  };
}
