import "server-only";
const WINDOW_MS = 5 * 60_000;
const ATTEMPTS = 10;

const attempts = new Map<string, number[]>();

/** Counts an attempt for an address. Returns a sentence when there were too many in five minutes, else null. */
export function limitSignIn(email: string, nowMs = Date.now()): string | null {
  const key = email.toLowerCase();
  const recent = (attempts.get(key) ?? []).filter((at) => at > nowMs - WINDOW_MS);
  if (attempts.size > 10_000) attempts.clear();
  attempts.set(key, [...recent, nowMs].slice(-ATTEMPTS));
  return recent.length >= ATTEMPTS
    ? "Too many attempts for this address. Wait five minutes."
    : null;
}
