"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";

import { services } from "@/lib/compose/services";
import { sha256 } from "@/lib/connections/oauth";
import { ownCookie, WORKSPACE_COOKIE, YEAR_SECONDS } from "@/lib/core/server/session-cookie";
import { appendAudit } from "@/lib/db/audit";
import { acceptInvitation as accept } from "@/lib/db/invitations";

import { isOwnRequest } from "./own-request";
import { currentSession } from "./session";

/** Joins the signed-in person to the workspace of an invitation, and shows it to them. */
export async function acceptInvitation(token: string): Promise<void> {
  if (!(await isOwnRequest())) redirect("/");
  const session = await currentSession();
  if (!session) redirect("/login");
  const { db, env } = services();
  const workspaceId = await db.withUser(session.user, (trx) => accept(trx, sha256(token)));
  if (!workspaceId) redirect(`/invite/${encodeURIComponent(token)}`);
  await db.withService((trx) =>
    appendAudit(trx, {
      workspaceId,
      actor: { kind: "user", id: session.user.sub },
      action: "members.join",
      target: session.user.sub,
    }),
  );
  (await cookies()).set(WORKSPACE_COOKIE, workspaceId, ownCookie(env.appUrl, YEAR_SECONDS));
  redirect("/");
}
