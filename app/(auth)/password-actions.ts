"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { z } from "zod";

import { accessChanged, appUrl } from "@/app/_server/installation";
import { FOREIGN_REQUEST, isOwnRequest } from "@/app/_server/own-request";
import { limitPasswordCheck, limitReset } from "@/app/_server/rate-limit";
import { isResetSession } from "@/app/_server/reset-session";
import { noteSecurity } from "@/app/_server/security";
import { authClient, currentSession, separateAuthClient } from "@/app/_server/session";
import type { FormState } from "@/components/auth/form-state";
import { accountHash } from "@/lib/core/server/account-hash";
import { logger } from "@/lib/core/server/logger";
import { passwordProblem } from "@/lib/core/server/password";
import { RESET_COOKIE } from "@/lib/core/server/session-cookie";

import { credentials, parse, problem } from "./form";

export async function requestReset(_before: FormState, form: FormData): Promise<FormState> {
  if (!(await isOwnRequest())) return problem(FOREIGN_REQUEST);
  const parsed = parse(credentials.pick({ email: true }), form);
  if ("state" in parsed) return parsed.state;
  const { email } = parsed.value;
  const wait = await limitReset(email);
  if (wait) return problem(wait);
  await noteSecurity({
    kind: "password_reset_requested",
    details: { account: accountHash(email) },
  });
  const { auth } = separateAuthClient();
  const redirectTo = `${appUrl()}/auth/confirm`;
  // After the answer, which says and takes the same whether or not there is such an account.
  after(async () => {
    const { error } = await auth.resetPasswordForEmail(email, { redirectTo });
    if (error) logger.warn({ status: error.status, code: error.code }, "reset link not sent");
  });
  return {
    ok: true,
    message: "If there is an account with this address, we have sent a link to set a new password.",
  };
}

/** True if this is the account's password. The session that Auth opens for the answer is ended at once. */
async function isPassword(email: string, password: string): Promise<boolean> {
  const { auth } = separateAuthClient();
  const { error } = await auth.signInWithPassword({ email, password });
  if (error) return false;
  await auth.signOut({ scope: "local" });
  return true;
}

const newPassword = credentials
  .pick({ password: true })
  .extend({ current: z.string().max(200).default("") });

export async function setPassword(_before: FormState, form: FormData): Promise<FormState> {
  if (!(await isOwnRequest())) return problem(FOREIGN_REQUEST);
  const parsed = parse(newPassword, form);
  if ("state" in parsed) return parsed.state;
  const session = await currentSession();
  if (!session) return problem("The link has expired. Ask for a new one.");
  const { password, current } = parsed.value;
  const { email, sub } = session.user;
  if (!(await isResetSession(session.sessionId))) {
    const wait = await limitPasswordCheck(sub);
    if (wait) return problem(wait);
    if (!(await isPassword(email, current)))
      return problem("This is not your current password.", "current");
  }
  const weakness = await passwordProblem(password, [email]);
  if (weakness) return problem(weakness, "password");
  const { auth } = await authClient();
  const { error } = await auth.updateUser({ password });
  if (error)
    return problem(
      "The password was not changed. Choose another one, or ask for a new link.",
      "password",
    );
  await noteSecurity({ kind: "password_changed", userId: sub });
  const { error: left } = await auth.signOut({ scope: "others" });
  accessChanged();
  if (left)
    return problem(
      "The password was changed, but other devices are still signed in. Sign out here to sign out everywhere.",
    );
  (await cookies()).delete(RESET_COOKIE);
  redirect("/");
}
