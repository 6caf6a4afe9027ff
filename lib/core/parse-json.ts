import { AppError } from "./errors";

/** Max nesting, more than realistic documents have and safe for recursive readers. */
const MAX_DEPTH = 64;

/** Returns the nesting depth of brackets outside of strings. Stops counting above the limit. */
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
 * Parses JSON from external sources. Keeps a number that JavaScript cannot represent exactly, such as a 20-digit id, as
 * text. Throws "invalid" for text that is not JSON or is nested more than 64 levels deep.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text))
    throw new AppError("invalid", `The JSON is nested more than ${MAX_DEPTH} levels deep.`);
  try {
    return JSON.parse(text, keepDigits) as unknown;
  } catch {
    throw new AppError("invalid", "The text is not valid JSON.");
  }
}
