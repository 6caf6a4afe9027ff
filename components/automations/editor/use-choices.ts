"use client";

import useSWR from "swr";

import { Choices } from "@/lib/automations/form/choices";

/** Which field's choices are asked for. */
export interface ChoiceQuery {
  readonly operation: string;
  readonly field: string;
  /** The chosen connection; empty: the usual one. */
  readonly connection: string;
  /** What the fields hold that the list depends on. */
  readonly values: Readonly<Record<string, string>>;
}

function addressOf({ operation, field, connection, values }: ChoiceQuery): string {
  const query = new URLSearchParams({ operation, field });
  if (connection) query.set("connection", connection);
  for (const name of Object.keys(values).toSorted()) query.set(`with.${name}`, values[name] ?? "");
  return `/api/automations/choices?${query.toString()}`;
}

const AWAY = "The dashboard could not be reached.";

async function load(address: string): Promise<Choices> {
  const response = await fetch(address).catch(() => null);
  const body = (await response?.json().catch(() => null)) as {
    readonly error?: { readonly message?: unknown };
  } | null;
  const read = response?.ok ? Choices.safeParse(body) : null;
  if (read?.success) return read.data;
  const message = body?.error?.message;
  throw new Error(typeof message === "string" ? message : AWAY);
}

/** What a field can be filled with, once that is wanted; kept for a minute, as the server does. */
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
