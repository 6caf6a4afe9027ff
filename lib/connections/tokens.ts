import { AppError } from "@/lib/core/errors";
import { ProviderError } from "@/lib/providers/errors";
import type { OAuthToken } from "@/lib/providers/types";

/** Stored token of a connection. */
export interface HeldToken {
  /** Incremented by every renewal and authorisation. */
  readonly version: number;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly issuedAt: Date;
  /** `null` if the token does not expire or its expiry is unknown. */
  readonly expiresAt: Date | null;
  /** No renewal before this time, because the provider failed recently. */
  readonly notBefore: Date | null;
}

/** Storage of tokens. A lease permits one commit; a newer lease invalidates older ones. */
export interface TokenStore {
  read(connection: string): Promise<HeldToken | null>;
  /** Returns the epoch for the commit; `null` if another process has the lease or the version changed. */
  claim(connection: string, version: number, seconds: number): Promise<number | null>;
  /** Returns false and writes nothing if the lease was lost. Keeps fields that `token` does not contain. */
  commit(connection: string, epoch: number, token: OAuthToken): Promise<boolean>;
  release(connection: string, epoch: number, pauseSeconds: number): Promise<void>;
}

export interface TokenPorts {
  readonly store: TokenStore;
  /** Requests a new token. Throws AppError "upstream" with `details.reason`. */
  renew(refreshToken: string): Promise<OAuthToken>;
  /** Called when the provider revoked the authorisation permanently. */
  refused(connection: string): Promise<void>;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  readonly random?: (() => number) | undefined;
}

export interface Wanted {
  readonly connection: string;
  readonly provider: string;
  /** Access token that the provider rejected. Only this one is renewed before it is due. */
  readonly refused?: string | undefined;
}

/** Longer than the token endpoint's timeout of 10 s, so that a lease only expires if its process died. */
export const LEASE_SECONDS = 30;
export const PAUSE_SECONDS = 30;
const PATIENCE_MS = 35_000;
const MAX_MARGIN_MS = 5 * 60_000;
const SAVE_WAITS_MS = [100, 300, 1_000];

/** Time before expiry at which a token is renewed: five minutes, or a fifth of its lifetime if shorter. */
function marginMs({ issuedAt, expiresAt }: HeldToken): number {
  return expiresAt ? Math.min(MAX_MARGIN_MS, (expiresAt.getTime() - issuedAt.getTime()) / 5) : 0;
}

const isDue = (token: HeldToken, now: Date) =>
  token.expiresAt !== null && now.getTime() >= token.expiresAt.getTime() - marginMs(token);

const isOver = (token: HeldToken, now: Date) => token.expiresAt !== null && token.expiresAt <= now;

function reconnect({ provider }: Wanted): ProviderError {
  return new ProviderError(provider, "oauth.refresh", {
    code: "UNAUTHORIZED",
    message: "The provider revoked this authorisation. Connect the account again.",
    retryable: false,
    action: "reconnect",
  });
}

function later({ provider }: Wanted, retryAt: Date): ProviderError {
  return new ProviderError(provider, "oauth.refresh", {
    code: "PROVIDER_ERROR",
    message: "The provider did not renew the access token. This is retried in a moment.",
    retryable: true,
    action: "retry",
    retryAt,
  });
}

/**
 * Returns a connection's token. Renews it if it is due or was rejected, only once for all callers in all processes. Throws
 * ProviderError: "reconnect" if the authorisation was revoked, "retry" while the provider fails.
 */
export async function freshToken(ports: TokenPorts, wanted: Wanted): Promise<HeldToken> {
  const { store, now, sleep, random = Math.random } = ports;
  const until = now().getTime() + PATIENCE_MS;
  for (;;) {
    const token = await store.read(wanted.connection);
    if (!token) throw reconnect(wanted);
    const isRefused = wanted.refused === token.accessToken;
    if (!isRefused && !isDue(token, now())) return token;
    // Without a refresh token, the provider decides whether the token still works.
    if (token.refreshToken === undefined) return token;
    const isUsable = !isRefused && !isOver(token, now());
    if (token.notBefore && token.notBefore > now()) {
      if (isUsable) return token;
      throw later(wanted, token.notBefore);
    }
    const epoch = await store.claim(wanted.connection, token.version, LEASE_SECONDS);
    if (epoch !== null) return renewAs(ports, wanted, token, { epoch, isUsable });
    if (now().getTime() > until) throw later(wanted, new Date(until + PAUSE_SECONDS * 1000));
    await sleep(100 + random() * 200);
  }
}

async function renewAs(
  ports: TokenPorts,
  wanted: Wanted,
  held: HeldToken,
  lease: { readonly epoch: number; readonly isUsable: boolean },
): Promise<HeldToken> {
  const { store } = ports;
  const { connection } = wanted;
  let token: OAuthToken;
  try {
    token = await ports.renew(held.refreshToken ?? "");
  } catch (error) {
    const reason = error instanceof AppError ? error.details?.["reason"] : undefined;
    if (reason === "invalid_grant") return afterRefusal(ports, wanted, held, lease.epoch);
    await store.release(connection, lease.epoch, PAUSE_SECONDS);
    if (lease.isUsable) return held;
    throw later(wanted, new Date(ports.now().getTime() + PAUSE_SECONDS * 1000));
  }
  await save(ports, connection, lease.epoch, token);
  const now = await store.read(connection);
  if (now && now.version !== held.version) return now;
  throw later(wanted, ports.now());
}

/** Another process may have used the refresh token first; its result then applies. */
async function afterRefusal(
  ports: TokenPorts,
  wanted: Wanted,
  held: HeldToken,
  epoch: number,
): Promise<HeldToken> {
  const now = await ports.store.read(wanted.connection);
  if (now && now.version !== held.version) return now;
  await ports.store.release(wanted.connection, epoch, 0);
  await ports.refused(wanted.connection);
  throw reconnect(wanted);
}

/** Retries saving, because the old refresh token may be invalid and an unsaved token would be lost. */
async function save(ports: TokenPorts, connection: string, epoch: number, token: OAuthToken) {
  for (const waitMs of SAVE_WAITS_MS)
    try {
      return await ports.store.commit(connection, epoch, token);
    } catch {
      await ports.sleep(waitMs); // the last attempt below throws what is wrong
    }
  return ports.store.commit(connection, epoch, token);
}
