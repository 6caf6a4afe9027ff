import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";

import { services } from "@/lib/compose/services";
import { modeOf } from "@/lib/connections/mode";
import type { Env } from "@/lib/core/server/env";
import { THEME_COOKIE } from "@/lib/core/server/session-cookie";
import { listApprovals } from "@/lib/db/approvals";
import { listConnections } from "@/lib/db/connections";
import { lastErasureAt } from "@/lib/db/erasures";
import { listProviders } from "@/lib/providers/registry";

import { currentWorkspaces, pageStart, requestContext } from "./context";
import { failedSinceLook } from "./failures";
import { currentSession, SESSION_ENDED } from "./session";

/** Providers that run as a sandbox on this machine, with the address of its page. */
const sandboxesOf = (env: Env) =>
  listProviders().flatMap(({ manifest }) => {
    const { apiBase } = env.provider(manifest.id, manifest.variables);
    return apiBase === null ? [] : [{ id: manifest.id, name: manifest.name, url: apiBase }];
  });

/** The contents of the frame of a signed-in page. Goes to the sign-in page without a session. */
export async function shellData() {
  if (!(await currentSession())) redirect(SESSION_ENDED);
  const { session, all, current } = await currentWorkspaces();
  const after = await pageStart();
  const { env, db, now } = services();
  const connections = await db.withUser(session.user, (trx) => listConnections(trx, current.id));
  const pending = await db.withUser(session.user, (trx) =>
    listApprovals(trx, current.id, { pendingOnly: true, limit: 100 }),
  );
  const erasedAt = await lastErasureAt(db, current.id);
  const live = connections.filter((connection) => connection.status !== "revoked");
  const sandboxes = sandboxesOf(env);
  const theme = (await cookies()).get(THEME_COOKIE)?.value;
  return {
    email: session.user.email,
    userId: session.user.sub,
    after,
    workspaceId: current.id,
    role: current.role,
    workspaces: all.map(({ id, name }) => ({ id, name })),
    mode: modeOf(live, new Set(sandboxes.map(({ id }) => id))),
    hasCommandKey: /Mac OS|iPhone|iPad/.test((await headers()).get("user-agent") ?? ""),
    apps: listProviders().map(({ manifest }) => manifest.name),
    sandboxes: sandboxes.map(({ name, url }) => ({ name, url })),
    approvals: pending.length,
    failed: await failedSinceLook(await requestContext()),
    erasedAtMs: erasedAt?.getTime() ?? null,
    drawnAtMs: now().getTime(),
    theme: theme === "light" || theme === "dark" ? theme : "system",
  } as const;
}
