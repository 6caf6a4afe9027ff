import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { MemberList } from "@/components/members/member-list";
import { PageHeader } from "@/components/shell/page-header";
import { listMembers } from "@/lib/verbs/members/list";
import { hasRole } from "@/lib/verbs/types";

import { inviteAction, removeMemberAction, setRoleAction } from "../../actions";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage() {
  const context = await pageContext();
  const members = await listMembers.run(context, {});
  return (
    <>
      <PageHeader title="Members">Who may see and change this workspace.</PageHeader>
      <MemberList
        members={members.map(({ userId, name, email, role }) => ({ userId, name, email, role }))}
        selfId={context.user.sub}
        canEdit={hasRole(context.role, "admin")}
        actions={{ invite: inviteAction, setRole: setRoleAction, remove: removeMemberAction }}
      />
    </>
  );
}
