import type { BusinessObject } from "../contracts/objects";
import { textIn } from "./read";

/** A customer to choose in a filter. */
export interface CustomerChoice {
  readonly id: string;
  readonly name: string;
  /** E-mail address, where it is not the name. */
  readonly note: string | null;
}

const ID = /^[a-z]{2,8}_[A-Za-z0-9]{6,}$/;

/** Returns true for the id of an object, which is no name and no e-mail address. */
export const isObjectId = (text: string): boolean => ID.test(text);

/** A customer as a choice, by name and e-mail address. */
export function toChoice({ id, label, data }: BusinessObject): CustomerChoice {
  const email = textIn(data, "email");
  const name = label ?? email ?? id;
  return { id, name, note: email === name ? null : email };
}

/** The customer that a typed text names, or a sentence why it names none. */
export type CustomerMatch = { readonly id: string } | { readonly problem: string };

/** Chooses among the customers that were found for a text: the one with exactly this name or address, else the only one. */
export function matchCustomer(text: string, found: readonly CustomerChoice[]): CustomerMatch {
  const typed = text.trim().toLowerCase();
  const same = found.filter(
    ({ name, note }) => name.toLowerCase() === typed || note?.toLowerCase() === typed,
  );
  const [only, another] = same.length > 0 ? same : found;
  if (!only) return { problem: `No customer matches “${text}”.` };
  if (another)
    return { problem: `Several customers match “${text}”. Choose one of the list while typing.` };
  return { id: only.id };
}
