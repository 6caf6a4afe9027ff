import { readAmounts } from "@/lib/core/typed-amount";

import { amountToken } from "./tokens";

/**
 * Reads a typed amount as search tokens of exact amounts in the currencies of an account. Returns an empty list if the text is
 * no amount.
 */
export const amountTokens = (text: string, currencies: readonly string[]): string[] => [
  ...new Set(
    readAmounts(text, currencies).map(({ minor, currency }) => amountToken(minor, currency)),
  ),
];
