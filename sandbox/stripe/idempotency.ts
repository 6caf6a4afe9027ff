import { StripeError } from "./errors.ts";
import type { FormTree } from "./form.ts";
import { canonical } from "./json.ts";
import type { IdempotentOutcome, World } from "./world.ts";

const MAX_KEPT = 1_000;

/** What two requests with one key must share: method, path and parameters. */
export function fingerprint(method: string, pathname: string, raw: FormTree): string {
  return `${method} ${pathname} ${canonical(raw)}`;
}

/**
 * The stored outcome for a key, or null when the key is new. Throws `idempotency_error` 400 for
 * other parameters and 409 `idempotency_key_in_use` while the first request still runs.
 */
export function outcomeFor(
  world: World,
  slot: string,
  key: string,
  print: string,
): IdempotentOutcome | null {
  const earlier = world.idempotency.get(slot);
  if (!earlier) return null;
  if (earlier.running)
    throw new StripeError(
      409,
      `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
      { code: "idempotency_key_in_use" },
    );
  if (earlier.fingerprint !== print)
    throw new StripeError(
      400,
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      { type: "idempotency_error" },
    );
  return earlier;
}

export function start(world: World, slot: string, print: string, requestId: string): void {
  world.idempotency.set(slot, {
    fingerprint: print,
    status: 0,
    body: "",
    requestId,
    running: true,
  });
  const oldest = world.idempotency.keys().next();
  if (world.idempotency.size > MAX_KEPT && !oldest.done) world.idempotency.delete(oldest.value);
}

/**
 * Stores an outcome, declines and server errors too. A refusal of the parameters frees the key,
 * because nothing had begun.
 */
export function finish(
  world: World,
  slot: string,
  outcome: { status: number; body: string; refusal?: StripeError },
): void {
  const entry = world.idempotency.get(slot);
  if (!entry) return;
  const { refusal } = outcome;
  const nothingBegan =
    refusal !== undefined &&
    (refusal.status === 501 ||
      (refusal.status === 400 && refusal.fields.type === "invalid_request_error"));
  if (nothingBegan) world.idempotency.delete(slot);
  else Object.assign(entry, { status: outcome.status, body: outcome.body, running: false });
}
