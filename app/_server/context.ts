import "server-only";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";

import { services } from "@/lib/compose/services";
import { AppError } from "@/lib/core/errors";
import { WORKSPACE_COOKIE } from "@/lib/core/server/session-cookie";
import { listWorkspaces } from "@/lib/db/workspaces";
import type { SessionContext } from "@/lib/verbs/types";

import { confirmSession, currentSession, SESSION_ENDED } from "./session";

/** The signed-in person's workspaces and the one in use: the last one looked at, else the first. */
export const currentWorkspaces = cache(async () => {
  const session = await currentSession();
  if (!session) throw new AppError("unauthenticated", "Sign in first.");
  const all = await services().db.withUser(session.user, (trx) =>
    listWorkspaces(trx, session.user.sub),
  );
  const wanted = (await cookies()).get(WORKSPACE_COOKIE)?.value;
  const current = all.find(({ id }) => id === wanted) ?? all[0];
  if (!current)
    throw new AppError("forbidden", "You are in no workspace. Ask somebody for an invitation.");
  return { session, all, current };
});

/** The person who asks and their workspace. Throws AppError "unauthenticated" or "forbidden". */
export async function requestContext(): Promise<SessionContext> {
  const { session, current } = await currentWorkspaces();
  return {
    actor: { kind: "session", sessionId: session.sessionId, confirm: confirmSession },
    user: session.user,
    workspaceId: current.id,
    role: current.role,
    services: services(),
  };
}

/** Where the workspace's log ended before anything else of the page was read: the browser's stream goes on from there. */
export const pageStart = cache(async () => {
  const { current } = await currentWorkspaces();
  return (await services().log.heads([current.id])).get(current.id)?.last ?? 0;
});

/** The same for a page: without a session it goes to the sign-in page instead. */
export async function pageContext(): Promise<SessionContext> {
  if (!(await currentSession())) redirect(SESSION_ENDED);
  await pageStart();
  return requestContext();
}
