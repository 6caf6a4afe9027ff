import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { ApprovalList } from "@/components/approvals/approval-list";
import { PageHeader } from "@/components/shell/page-header";
import { toPlain } from "@/lib/core/plain";
import { listApprovalsVerb } from "@/lib/verbs/approvals/decide";
import { hasRole } from "@/lib/verbs/types";

import { decideAction } from "../automations/actions";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage() {
  const context = await pageContext();
  const approvals = await listApprovalsVerb.run(context, { pendingOnly: false });
  return (
    <>
      <PageHeader title="Approvals" />
      <ApprovalList
        initial={toPlain(approvals)}
        canDecide={hasRole(context.role, "admin")}
        decide={decideAction}
      />
    </>
  );
}
