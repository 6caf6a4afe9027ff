import "server-only";
import { cookies } from "next/headers";

import { services } from "@/lib/compose/services";
import { ownCookie, RESET_COOKIE } from "@/lib/core/server/session-cookie";
import { openSignedValue, signValue } from "@/lib/core/server/signed-value";

const PURPOSE = "reset";
const SECONDS = 15 * 60;

/** Lets a session that a reset link has opened choose a password without the current one, for 15 minutes. */
export async function markResetSession(sessionId: string): Promise<void> {
  const { env, now } = services();
  const value = signValue(env.credentialKeys, PURPOSE, sessionId, now().getTime() + SECONDS * 1000);
  (await cookies()).set(RESET_COOKIE, value, ownCookie(env.appUrl, SECONDS));
}

export async function isResetSession(sessionId: string): Promise<boolean> {
  const { env, now } = services();
  const cookie = (await cookies()).get(RESET_COOKIE)?.value ?? "";
  return openSignedValue(env.credentialKeys, PURPOSE, cookie, now().getTime()) === sessionId;
}
