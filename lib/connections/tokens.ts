import { AppError } from "@/lib/core/errors";
import { ProviderError } from "@/lib/providers/errors";
import type { OAuthToken } from "@/lib/providers/types";

/** A connection's token as it is stored now. */
export interface HeldToken {
  /** Moves with every renewal and every new authorisation. */
  readonly version: number;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly issuedAt: Date;
  /** `null`: it does not end, or does not say when. */
  readonly expiresAt: Date | null;
  /** The provider failed lately: no renewal before this. */
  readonly notBefore: Date | null;
}

/** Where tokens are kept. A lease is good for one commit; a newer lease fences an older one out. */
export interface TokenStore {
  read(connection: string): Promise<HeldToken | null>;
  /** The epoch to commit with; `null` when another one holds the lease, or the version has moved. */
  claim(connection: string, version: number, seconds: number): Promise<number | null>;
  /** False when the lease was lost: nothing was written. Fields that `token` lacks are kept. */
  commit(connection: string, epoch: number, token: OAuthToken): Promise<boolean>;
  release(connection: string, epoch: number, pauseSeconds: number): Promise<void>;
}

export interface TokenPorts {
  readonly store: TokenStore;
  /** Asks the provider. Throws AppError "upstream" with `details.reason`. */
  renew(refreshToken: string): Promise<OAuthToken>;
  /** The provider ended the authorisation for good. */
  refused(connection: string): Promise<void>;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  readonly random?: (() => number) | undefined;
}

export interface Wanted {
  readonly connection: string;
  readonly provider: string;
  /** The access token that the provider has just refused; only that one is renewed before its time. */
  readonly refused?: string | undefined;
}

/** Longer than the token endpoint's deadline of 10 s, so that a lease ends only under one who is gone. */
export const LEASE_SECONDS = 30;
export const PAUSE_SECONDS = 30;
const PATIENCE_MS = 35_000;
const MAX_MARGIN_MS = 5 * 60_000;
const SAVE_WAITS_MS = [100, 300, 1_000];

/** Renewed this long before its end: five minutes, or a fifth of its life when that is less. */
function marginMs({ issuedAt, expiresAt }: HeldToken): number {
  return expiresAt ? Math.min(MAX_MARGIN_MS, (expiresAt.getTime() - issuedAt.getTime()) / 5) : 0;
}

const isDue = (token: HeldToken, now: Date) =>
  token.expiresAt !== null && now.getTime() >= token.expiresAt.getTime() - marginMs(token);

const isOver = (token: HeldToken, now: Date) => token.expiresAt !== null && token.expiresAt <= now;

function reconnect({ provider }: Wanted): ProviderError {
  return new ProviderError(provider, "oauth.refresh", {
    code: "UNAUTHORIZED",
    message: "The provider ended this authorisation. Connect the account again.",
    retryable: false,
    action: "reconnect",
  });
}

function later({ provider }: Wanted, retryAt: Date): ProviderError {
  return new ProviderError(provider, "oauth.refresh", {
    code: "PROVIDER_ERROR",
    message: "The provider did not renew this connection's access. It is tried again in a moment.",
    retryable: true,
    action: "retry",
    retryAt,
  });
}

/**
 * A connection's token, renewed when it is due or was refused: once, however many ask, in however many processes.
 * Throws ProviderError: "reconnect" when the authorisation has ended, "retry" while the provider fails.
 */
export async function freshToken(ports: TokenPorts, wanted: Wanted): Promise<HeldToken> {
  const { store, now, sleep, random = Math.random } = ports;
  const until = now().getTime() + PATIENCE_MS;
  for (;;) {
    const token = await store.read(wanted.connection);
    if (!token) throw reconnect(wanted);
    const isRefused = wanted.refused === token.accessToken;
    if (!isRefused && !isDue(token, now())) return token;
    // Without a refresh token the provider's answer decides.
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

/** Somebody may have used the refresh token before us, and then theirs is the answer. */
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

/** The old refresh token may be gone already: a token that is not saved is lost, so saving is tried again. */
async function save(ports: TokenPorts, connection: string, epoch: number, token: OAuthToken) {
  for (const waitMs of SAVE_WAITS_MS)
    try {
      return await ports.store.commit(connection, epoch, token);
    } catch {
      await ports.sleep(waitMs); // the last attempt below throws what is wrong
    }
  return ports.store.commit(connection, epoch, token);
}
