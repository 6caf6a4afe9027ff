import { storableText } from "@/lib/core/storable";
import type { ObjectColumns, Searchable } from "@/lib/providers/objects";

const LETTERS: Readonly<Record<string, string>> = {
  ł: "l",
  ø: "o",
  đ: "d",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ı: "i",
};
const MAX_TOKEN = 80;
const MAX_WORDS = 8;

/** Folds a text for searching: no marks, lower case. The database never folds, because its locale may know no letters. */
export const fold = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[łøđßæœı]/g, (letter) => LETTERS[letter] ?? letter)
    .trim();

const words = (text: string): string[] =>
  fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);

/** Token of an exact amount, in minor units. */
export const amountToken = (minor: number, currency: string): string => `=${currency}:${minor}`;

function emailTokens(email: string): string[] {
  const folded = fold(email);
  const at = folded.indexOf("@");
  if (at <= 0) return [folded];
  const local = folded
    .slice(0, at)
    .split(/[._+-]/)
    .filter((word) => word.length > 1);
  return [folded, folded.slice(at + 1), ...local];
}

function phoneTokens(phone: string): string[] {
  const digits = phone.replaceAll(/\D/g, "");
  return digits.length > 5 ? [digits, digits.slice(-7)] : [];
}

function numberTokens(number: string): string[] {
  const folded = fold(number);
  return [folded, folded.split("-").at(-1) ?? folded];
}

/** Words by which an object is found. Each is at most 80 characters long and not empty. */
export function tokensOf(
  { name, email, phone, last4, number, description }: Searchable,
  { amount, currency }: Pick<ObjectColumns, "amount" | "currency">,
): Set<string> {
  const all = [
    ...(name ? [fold(name), ...words(name)] : []),
    ...(email ? emailTokens(email) : []),
    ...(phone ? phoneTokens(phone) : []),
    ...(last4 ? [fold(last4)] : []),
    ...(number ? numberTokens(number) : []),
    ...(description ? [fold(description), ...words(description).slice(0, MAX_WORDS)] : []),
    ...(amount && currency ? [amountToken(amount, currency)] : []),
  ];
  return new Set(all.map((token) => storableText(token, MAX_TOKEN)).filter(Boolean));
}
