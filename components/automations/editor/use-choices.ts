"use client";

import useSWR from "swr";

import { Choices } from "@/lib/automations/form/choices";

/** The field whose choices are requested. */
export interface ChoiceQuery {
  readonly operation: string;
  readonly field: string;
  /** Id of the connection; empty for the default one. */
  readonly connection: string;
  /** Values of the fields that the choices depend on. */
  readonly values: Readonly<Record<string, string>>;
}

function addressOf({ operation, field, connection, values }: ChoiceQuery): string {
  const query = new URLSearchParams({ operation, field });
  if (connection) query.set("connection", connection);
  for (const name of Object.keys(values).toSorted()) query.set(`with.${name}`, values[name] ?? "");
  return `/api/automations/choices?${query.toString()}`;
}

const UNREACHABLE = "The dashboard could not be reached.";

async function load(address: string): Promise<Choices> {
  const response = await fetch(address).catch(() => null);
  const body = (await response?.json().catch(() => null)) as {
    readonly error?: { readonly message?: unknown };
  } | null;
  const read = response?.ok ? Choices.safeParse(body) : null;
  if (read?.success) return read.data;
  const message = body?.error?.message;
  throw new Error(typeof message === "string" ? message : UNREACHABLE);
}

/** Fetches the choices of a field while `isWanted`. Caches them for a minute, like the server. */
export function useChoices(query: ChoiceQuery, isWanted: boolean) {
  const { data, error, isValidating, mutate } = useSWR<Choices, Error>(
    isWanted ? addressOf(query) : null,
    load,
    { revalidateOnFocus: false, shouldRetryOnError: false, dedupingInterval: 60_000 },
  );
  return {
    found: data,
    problem: isValidating ? undefined : error?.message,
    again: () => void mutate(),
  };
}
