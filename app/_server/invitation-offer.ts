import "server-only";
import { services } from "@/lib/compose/services";
import { sha256 } from "@/lib/connections/oauth";
import { findInvitation, type InvitationOffer } from "@/lib/db/invitations";
import type { SessionContext } from "@/lib/verbs/types";

import { confirmSession, type Session } from "./session";

/** What a link offers to whoever holds it; `undefined` when it was used, withdrawn, has expired or never was one. */
export function invitationOffer(token: string): Promise<InvitationOffer | undefined> {
  return services().db.withService((trx) => findInvitation(trx, sha256(token)));
}

/** The context of a signed-in person in the workspace of their invitation; `undefined` if the link is not valid. */
export async function invitedContext(
  { user, sessionId }: Session,
  token: string,
): Promise<SessionContext | undefined> {
  const offer = await invitationOffer(token);
  if (!offer) return undefined;
  return {
    actor: { kind: "session", sessionId, confirm: confirmSession },
    user,
    workspaceId: offer.workspaceId,
    role: "invited",
    services: services(),
  };
}
