const fold = (text: string): string =>
  text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();

const wordsOf = (text: string): string[] =>
  fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** Returns true if every typed word begins a word of the text, without regard to case and accents. */
export function matchesWords(typed: string, text: string): boolean {
  const words = wordsOf(text);
  const wanted = wordsOf(typed);
  return wanted.length > 0 && wanted.every((word) => words.some((one) => one.startsWith(word)));
}

/** Returns true if the text begins with what was typed, without regard to case and accents. */
export const beginsWith = (typed: string, text: string): boolean =>
  fold(typed).trim() !== "" && fold(text).startsWith(fold(typed).trim());
