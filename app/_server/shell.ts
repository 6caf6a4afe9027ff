import "server-only";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";

import { services } from "@/lib/compose/services";
import { THEME_COOKIE } from "@/lib/core/server/session-cookie";
import { listConnections } from "@/lib/db/connections";

import { currentWorkspaces } from "./context";
import { currentSession } from "./session";

/** What the frame of a signed-in page shows. Goes to the sign-in page without a session. */
export async function shellData() {
  if (!(await currentSession())) redirect("/login");
  const { session, all, current } = await currentWorkspaces();
  const { env, db, now } = services();
  const connections = await db.withUser(session.user, (trx) => listConnections(trx, current.id));
  const live = connections.filter((connection) => connection.status !== "revoked");
  const sandboxUrl = env.stripe?.apiBase ?? null;
  const real = live.some((connection) => connection.livemode) ? "live" : "test";
  const theme = (await cookies()).get(THEME_COOKIE)?.value;
  return {
    email: session.user.email,
    userId: session.user.sub,
    workspaceId: current.id,
    workspaces: all.map(({ id, name }) => ({ id, name })),
    mode: live.length === 0 && !sandboxUrl ? null : sandboxUrl ? "sandbox" : real,
    sandboxUrl,
    drawnAtMs: now().getTime(),
    theme: theme === "light" || theme === "dark" ? theme : "system",
  } as const;
}
