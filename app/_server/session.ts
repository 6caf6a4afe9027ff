import "server-only";
import { createServerClient } from "@supabase/ssr";
import { isAuthRetryableFetchError } from "@supabase/supabase-js";
import { cookies } from "next/headers";
import { cache } from "react";

import { services } from "@/lib/compose/services";
import { AppError } from "@/lib/core/errors";
import { capLifetime, sessionCookie } from "@/lib/core/server/session-cookie";
import type { UserClaims } from "@/lib/db/database";
import { isSessionLive } from "@/lib/db/sessions";

/** Where a page sends somebody whose session has ended; a route, which typed links do not know. */
export const SESSION_ENDED = "/auth/ended" as "/";

type CookieChange = Parameters<
  NonNullable<Parameters<typeof createServerClient>[2]["cookies"]["setAll"]>
>[0][number];

/** The auth client of this request. Pages cannot set cookies; the proxy has refreshed the session before them. */
export async function authClient() {
  const { env } = services();
  const jar = await cookies();
  return createServerClient(env.supabase.url, env.supabase.publishableKey, {
    cookieOptions: sessionCookie(env.appUrl),
    cookies: {
      getAll: () => jar.getAll(),
      setAll(all) {
        try {
          for (const { name, value, options } of all) jar.set(name, value, capLifetime(options));
        } catch {
          // A Server Component may not set cookies, and need not.
        }
      },
    },
  });
}

/** An auth client that the browser hears nothing of until `adopt` hands its session over. */
export function separateAuthClient() {
  const { env } = services();
  const changes = new Map<string, CookieChange>();
  const client = createServerClient(env.supabase.url, env.supabase.publishableKey, {
    cookieOptions: sessionCookie(env.appUrl),
    cookies: {
      getAll: () => [...changes.values()].map(({ name, value }) => ({ name, value })),
      setAll(all) {
        for (const change of all) changes.set(change.name, change);
      },
    },
  });
  return {
    auth: client.auth,
    async adopt(): Promise<void> {
      const jar = await cookies();
      for (const { name, value, options } of changes.values())
        jar.set(name, value, capLifetime(options));
    },
  };
}

/** Removes the session's cookies from this browser, in whatever state the session is. */
export async function forgetSession(): Promise<void> {
  const jar = await cookies();
  const { name, ...options } = sessionCookie(services().env.appUrl);
  for (const cookie of jar.getAll())
    // A long session is kept in several cookies, name.0 and name.1, and what goes with it in name-user.
    if (cookie.name.startsWith(name)) jar.set(cookie.name, "", { ...options, maxAge: 0 });
}

/** The claims of the session's token when its signature is right and it has not expired. A malformed token is no session. */
async function verifiedClaims() {
  try {
    const { data } = await (await authClient()).auth.getClaims();
    return data?.claims ?? null;
  } catch {
    return null; // the library throws at a token whose header it does not expect
  }
}

/** A verified person's session. */
export interface Session {
  readonly user: UserClaims;
  readonly sessionId: string;
  /** When the token must have been refreshed, epoch milliseconds. */
  readonly expiresAtMs: number;
}

/**
 * The verified person behind this request, or null. Checked once per request: by signature, and whether the session still
 * exists. Throws AppError "unavailable" when the database does not answer.
 */
export const currentSession = cache(async (): Promise<Session | null> => {
  const claims = await verifiedClaims();
  if (!claims) return null;
  const { sub, email, session_id, exp } = claims;
  const sessionId = typeof session_id === "string" ? session_id : "";
  const isLive = await isSessionLive(services().db, sessionId, sub).catch((cause: unknown) => {
    throw new AppError("unavailable", "The database does not answer. Try again in a moment.", {
      cause,
    });
  });
  if (!isLive) return null;
  return {
    user: { sub, email: typeof email === "string" ? email : "" },
    sessionId,
    expiresAtMs: exp * 1000,
  };
});

/** Asks the auth service itself, once per request. It also knows of accounts that were banned. */
export const confirmSession = cache(async (): Promise<void> => {
  const { error } = await (await authClient()).auth.getUser();
  if (!error) return;
  if (isAuthRetryableFetchError(error))
    throw new AppError(
      "unavailable",
      "Whether you are still signed in could not be checked. Try again.",
    );
  throw new AppError("unauthenticated", "You were signed out. Sign in again, then repeat this.");
});
