/** Edit distance that counts swapped neighbours as one change. */
function distance(a: string, b: string): number {
  const table = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const cell = (row: number, column: number) => table[row]?.[column] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    table.push(current);
    for (let j = 1; j <= b.length; j++) {
      const changed = cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? cell(i - 2, j - 2) + 1
          : changed;
      current.push(Math.min(cell(i - 1, j) + 1, (current[j - 1] ?? 0) + 1, changed, swapped));
    }
  }
  return cell(a.length, b.length);
}

/** Returns the candidate that is most similar to `word` ("did you mean"); `undefined` if none is similar. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 80) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const found = distance(word.toLowerCase(), candidate.toLowerCase());
    if (found < bestDistance) {
      best = candidate;
      bestDistance = found;
    }
  }
  return best;
}

/** Returns the candidates that are most similar to `word`, the best first, however different they are. */
export function nearestFew(
  word: string,
  candidates: readonly string[],
  count: number,
): readonly string[] {
  const sought = word.slice(0, 80).toLowerCase();
  return candidates
    .map((candidate) => [distance(sought, candidate.toLowerCase()), candidate] as const)
    .toSorted(([left], [right]) => left - right)
    .slice(0, count)
    .map(([, candidate]) => candidate);
}

/** Converts a machine name to a label: `partially_refunded` → `Partially refunded`. */
export function humanise(name: string): string {
  const spaced = name.replaceAll(/[_-]+/g, " ").trim();
  return spaced ? spaced.charAt(0).toUpperCase() + spaced.slice(1) : name;
}

/** Adds the provider to a label that does not contain its name: `Refund a payment (Stripe)`, `Create a Jira issue`. */
export const withProvider = (title: string, provider: string): string =>
  title.includes(provider) ? title : `${title} (${provider})`;

/** Shortens a text to `max` UTF-16 units, ending in "…". Never splits a surrogate pair. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  const last = cut.charCodeAt(cut.length - 1);
  return `${last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut}…`;
}

/** Characters that turn the direction of a line: marks of direction, and letters that are written from right to left. */
const TURNING = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * Encloses a text from outside for use in a sentence, so that it cannot turn around what stands beside it. Returns a text that
 * only runs from left to right as it is.
 */
export const isolated = (text: string): string =>
  TURNING.test(text) ? `\u2068${text.replaceAll(/[\u2066-\u2069]/g, "")}\u2069` : text;

/** Returns the first letters of the first two words of a name, which stand for a person's picture. */
export const initials = (name: string): string =>
  name
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join("");
