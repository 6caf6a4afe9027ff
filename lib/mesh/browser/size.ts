const encoder = new TextEncoder();

/** What a field's value takes at most as JSON; more than any limit where only JSON tells. */
function mostBytes(value: unknown): number {
  if (typeof value === "string") return value.length * 6 + 2; // six for a unit that is escaped
  if (typeof value === "number") return 25; // -1.2345678901234567e-300
  return typeof value === "boolean" || value === null ? 5 : Number.POSITIVE_INFINITY;
}

/** Most data is a few names and texts: without writing them as JSON it is plain that they fit. */
function isSurelyWithin(data: Readonly<Record<string, unknown>>, limit: number): boolean {
  if (Object.getPrototypeOf(data) !== Object.prototype) return false;
  let bytes = 2;
  for (const key in data) bytes += key.length * 6 + 4 + mostBytes(data[key]);
  return bytes <= limit;
}

/** True if `data` takes more bytes than `limit` as JSON, or cannot be written as JSON at all. */
export function isLargerAsJson(data: Readonly<Record<string, unknown>>, limit: number): boolean {
  try {
    if (isSurelyWithin(data, limit)) return false;
    const text = JSON.stringify(data) ?? "";
    // A UTF-16 unit takes at most three bytes, so that short data need not be encoded to be counted.
    return text.length * 3 > limit && encoder.encode(text).byteLength > limit;
  } catch {
    return true; // a cycle or a BigInt: it could not be sent either
  }
}
