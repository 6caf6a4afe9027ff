"use server";
import { sql } from "kysely";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";

import { services } from "@/lib/compose/services";
import { sha256 } from "@/lib/connections/oauth";
import { WORKSPACE_COOKIE } from "@/lib/core/server/session-cookie";

import { currentSession } from "./session";

/** Joins the signed-in person to the workspace of an invitation, and shows it to them. */
export async function acceptInvitation(token: string): Promise<void> {
  const session = await currentSession();
  if (!session) redirect("/login");
  const workspace = await services().db.withUser(session.user, async (trx) => {
    const result = await sql<{
      id: string | null;
    }>`select private.accept_invitation(${sha256(token)}) as id`.execute(trx);
    return result.rows[0]?.id ?? null;
  });
  if (!workspace) redirect(`/invite/${encodeURIComponent(token)}?error=expired`);
  (await cookies()).set(WORKSPACE_COOKIE, workspace, {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
  });
  redirect("/");
}
