import "server-only";
import { services } from "@/lib/compose/services";
import { sha256 } from "@/lib/connections/oauth";
import { findInvitation, type InvitationOffer } from "@/lib/db/invitations";

/** What a link offers to whoever holds it; `undefined` when it was used, withdrawn, has expired or never was one. */
export function invitationOffer(token: string): Promise<InvitationOffer | undefined> {
  return services().db.withService((trx) => findInvitation(trx, sha256(token)));
}
