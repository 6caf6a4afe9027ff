import { AppError } from "./errors";

/** More levels than any sensible document has, and few enough for every recursive reader after this one. */
const MAX_DEPTH = 64;

/** How deep brackets nest outside of strings; stops counting past the limit. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 0x5c) at++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_DEPTH) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}

const isExact = (value: number, source: string) =>
  Number.isFinite(value) && (Number.isSafeInteger(value) || !/^-?\d+$/.test(source));

function keepDigits(_key: string, value: unknown, { source }: { source?: string } = {}): unknown {
  return typeof value === "number" && source !== undefined && !isExact(value, source)
    ? source
    : value;
}

/**
 * Reads JSON that came from outside. A number that JavaScript cannot hold exactly, such as a 20-digit id, is kept as
 * the text of its digits. Throws "invalid" for text that is not JSON or nests deeper than 64 levels.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text))
    throw new AppError("invalid", `The JSON nests deeper than ${MAX_DEPTH} levels.`);
  try {
    return JSON.parse(text, keepDigits) as unknown;
  } catch {
    throw new AppError("invalid", "The text is not JSON.");
  }
}
