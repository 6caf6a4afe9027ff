const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** True for a UUID of versions 1 to 8 with 36 characters. */
export function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Number of ids whose random bytes are requested at once, because each request to the system is slow. */
const POOLED_IDS = 128;
const pool = new Uint8Array(POOLED_IDS * 10);
let used = pool.length;

/** Caches the encoded time, because many ids share a millisecond. */
let prefix = "";
let knownMs = Number.NaN;

function takeRandom(): number {
  if (used >= pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  const start = used;
  used += 10;
  return start;
}

/**
 * Creates a UUID of version 7: 48 bits of time, then 74 random bits, so that ids sort by creation time. `nowMs` is epoch
 * milliseconds. Source: RFC 9562 §5.7.
 */
export function uuidv7(nowMs: number = Date.now()): string {
  if (nowMs !== knownMs) {
    const time = Math.max(0, Math.floor(nowMs)).toString(16).padStart(12, "0").slice(-12);
    knownMs = nowMs;
    prefix = `${time.slice(0, 8)}-${time.slice(8)}-`;
  }
  const at = takeRandom();
  const hex = (index: number) => HEX[pool[at + index] ?? 0] ?? "";
  const version = HEX[((pool[at] ?? 0) & 0x0f) | 0x70] ?? "";
  const variant = HEX[((pool[at + 2] ?? 0) & 0x3f) | 0x80] ?? "";
  const tail = hex(4) + hex(5) + hex(6) + hex(7) + hex(8) + hex(9);
  return `${prefix}${version}${hex(1)}-${variant}${hex(3)}-${tail}`;
}
