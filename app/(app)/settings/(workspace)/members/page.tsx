import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { MemberList } from "@/components/members/member-list";
import { SectionHeader } from "@/components/shell/page-header";
import { listInvitationsVerb } from "@/lib/verbs/members/invite";
import { listMembers } from "@/lib/verbs/members/list";
import { hasRole } from "@/lib/verbs/types";

import {
  inviteAction,
  removeMemberAction,
  setRoleAction,
  withdrawInvitationAction,
} from "../../../actions";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage() {
  const context = await pageContext();
  const canEdit = hasRole(context.role, "admin");
  const [members, invitations] = await Promise.all([
    listMembers.run(context, {}),
    canEdit ? listInvitationsVerb.run(context, {}) : [],
  ]);
  return (
    <>
      <SectionHeader title="Members" />
      <MemberList
        members={members.map(({ userId, name, email, role }) => ({ userId, name, email, role }))}
        invitations={invitations.map(({ createdAt, expiresAt, ...invitation }) => ({
          ...invitation,
          createdAtMs: createdAt.getTime(),
          expiresAtMs: expiresAt.getTime(),
        }))}
        selfId={context.user.sub}
        canEdit={canEdit}
        actions={{
          invite: inviteAction,
          withdraw: withdrawInvitationAction,
          setRole: setRoleAction,
          remove: removeMemberAction,
        }}
      />
    </>
  );
}
