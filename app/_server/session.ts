import "server-only";
import { createServerClient } from "@supabase/ssr";
import { isAuthRetryableFetchError } from "@supabase/supabase-js";
import { cookies } from "next/headers";
import { cache } from "react";

import { services } from "@/lib/compose/services";
import { AppError } from "@/lib/core/errors";
import { sessionCookie } from "@/lib/core/server/session-cookie";

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
          for (const { name, value, options } of all) jar.set(name, value, options);
        } catch {
          // A Server Component may not set cookies, and need not.
        }
      },
    },
  });
}

/** The verified person behind this request, or null. Checked once per request, by signature. */
export const currentSession = cache(async () => {
  const client = await authClient();
  const { data } = await client.auth.getClaims();
  if (!data) return null;
  const { sub, email, session_id } = data.claims;
  return {
    user: { sub, email: typeof email === "string" ? email : "" },
    sessionId: typeof session_id === "string" ? session_id : sub,
  };
});

/** Asks the auth service itself: a token that was signed out elsewhere passes the check of its signature until it expires. */
export async function confirmSession(): Promise<void> {
  const { error } = await (await authClient()).auth.getUser();
  if (!error) return;
  if (isAuthRetryableFetchError(error))
    throw new AppError(
      "unavailable",
      "Whether you are still signed in could not be checked. Try again.",
    );
  throw new AppError("unauthenticated", "You were signed out. Sign in again, then repeat this.");
}
