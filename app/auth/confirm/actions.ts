"use server";
import { redirect } from "next/navigation";

import { isOwnRequest } from "@/app/_server/own-request";
import { markResetSession } from "@/app/_server/reset-session";
import { noteSecurity } from "@/app/_server/security";
import { authClient, currentSession, separateAuthClient } from "@/app/_server/session";

import { linkSchema } from "./link";

/** Uses a link up and signs its person in. The address that was shown must be theirs. */
export async function confirmLink(form: FormData): Promise<void> {
  const parsed = linkSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success || !(await isOwnRequest())) redirect("/login?error=link_expired");
  const { token_hash, type, email } = parsed.data;
  const separate = separateAuthClient();
  const { auth } = separate;
  const { data, error } = await auth.verifyOtp({ token_hash, type });
  if (error) redirect("/login?error=link_expired");
  const { session, user } = data;
  // Changing an address may take two links, one at each address; the first signs nobody in.
  if (!session || !user) redirect("/login?error=confirm_other");
  const addresses = [user.email, user.new_email].map((one) => one?.toLowerCase());
  if (email !== undefined && !addresses.includes(email.toLowerCase())) {
    await auth.signOut({ scope: "local" });
    redirect("/login?error=wrong_address");
  }
  if (await currentSession()) await (await authClient()).auth.signOut({ scope: "local" });
  await separate.adopt();
  await noteSecurity({ kind: "link_confirmed", userId: user.id, details: { type } });
  if (type !== "recovery") redirect("/");
  const { data: verified } = await auth.getClaims(session.access_token);
  await markResetSession(verified?.claims.session_id ?? "");
  redirect("/auth/new-password");
}
