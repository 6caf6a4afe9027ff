"use client";

import { useMemo } from "react";
import useSWR from "swr";

import type { PlainCatalogue } from "@/lib/automations/form/catalogue";
import type { FormState } from "@/lib/automations/form/types";
import type { FoundOperations, LoadedOperations } from "@/lib/contracts/operation";

const ADDRESS = "/api/automations/operations";
const OPTIONS = { revalidateOnFocus: false, shouldRetryOnError: false, keepPreviousData: true };
const NONE: readonly string[] = [];

async function load<T>(address: string): Promise<T> {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) throw new Error("The actions could not be loaded.");
  return (await response.json()) as T; // the verb's declared output
}

/** Lists the names of further operations that a form uses and the catalogue does not have. */
function furtherNames(
  { operations, further }: PlainCatalogue,
  form: FormState | null,
): readonly string[] {
  if (!form) return NONE;
  const json = JSON.stringify([form.steps, form.onFailure]);
  const used = [...json.matchAll(/"use":"([^"]+)"/g)].map(([, name = ""]) => name);
  return [...new Set(used)]
    .filter((name) => further.includes(name.split(".")[0] ?? ""))
    .filter((name) => !operations.some((one) => one.name === name))
    .toSorted();
}

/** Adds the further operations that the form uses to the catalogue. They are loaded when a step has them. */
export function useWholeCatalogue(
  catalogue: PlainCatalogue,
  form: FormState | null,
): PlainCatalogue {
  const names = furtherNames(catalogue, form);
  const query = new URLSearchParams(names.map((name) => ["name", name]));
  const { data } = useSWR<LoadedOperations, Error>(
    names.length > 0 ? `${ADDRESS}?${query.toString()}` : null,
    load,
    OPTIONS,
  );
  return useMemo(
    () =>
      data
        ? { ...catalogue, operations: [...catalogue.operations, ...data.operations] }
        : catalogue,
    [catalogue, data],
  );
}

/** Finds the operations of a provider whose titles or names have the typed words. */
export function useFoundOperations(provider: string, text: string) {
  const query = new URLSearchParams({ provider, text });
  const { data, error } = useSWR<FoundOperations, Error>(
    `${ADDRESS}?${query.toString()}`,
    load,
    OPTIONS,
  );
  return { found: data, problem: error?.message };
}
