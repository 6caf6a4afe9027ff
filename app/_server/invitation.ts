"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";

import { services } from "@/lib/compose/services";
import { AppError } from "@/lib/core/errors";
import { ownCookie, WORKSPACE_COOKIE, YEAR_SECONDS } from "@/lib/core/server/session-cookie";
import { joinWorkspace } from "@/lib/verbs/members/join";

import { invitedContext } from "./invitation-offer";
import { isOwnRequest } from "./own-request";
import { currentSession, SESSION_ENDED } from "./session";

/** Returns the error code of a refusal. Throws any other error. */
function refusalOf(error: unknown): AppError["code"] {
  if (error instanceof AppError) return error.code;
  throw error;
}

/** Joins the signed-in person to the workspace of an invitation, and shows it to them. */
export async function acceptInvitation(token: string): Promise<void> {
  if (!(await isOwnRequest())) redirect("/");
  const session = await currentSession();
  if (!session) redirect("/login");
  const context = await invitedContext(session, token);
  const outcome = context
    ? await joinWorkspace.run(context, { token }).catch(refusalOf)
    : "not_found";
  if (outcome === "unauthenticated") redirect(SESSION_ENDED);
  // The page of a link that is no longer valid says so.
  if (typeof outcome === "string") redirect(`/invite/${encodeURIComponent(token)}`);
  const { env } = services();
  (await cookies()).set(WORKSPACE_COOKIE, outcome.workspaceId, ownCookie(env.appUrl, YEAR_SECONDS));
  redirect("/");
}
