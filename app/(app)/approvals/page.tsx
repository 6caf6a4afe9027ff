import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { RefreshOnActions, WaitingActions } from "@/components/actions/waiting-actions";
import { ApprovalList } from "@/components/approvals/approval-list";
import { PageHeader } from "@/components/shell/page-header";
import { pageIn } from "@/lib/business/accounts";
import { toPlain } from "@/lib/core/plain";
import { waitingActions } from "@/lib/verbs/actions/waiting";
import { listApprovalsVerb } from "@/lib/verbs/approvals/decide";
import { hasRole } from "@/lib/verbs/types";

import { decideAction } from "../automations/actions";
import { decideWaitingAction } from "./actions";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage() {
  const context = await pageContext();
  const [approvals, waiting] = await Promise.all([
    listApprovalsVerb.run(context, { pendingOnly: false }),
    waitingActions.run(context, {}),
  ]);
  const canDecide = hasRole(context.role, "admin");
  const views = waiting.map(({ createdAt, ...view }) => ({
    ...view,
    createdAtMs: createdAt.getTime(),
    href: pageIn(view.connectionId, view.type, view.objectId),
  }));
  return (
    <>
      <PageHeader title="Approvals" />
      <RefreshOnActions />
      <ApprovalList
        initial={toPlain(approvals)}
        canDecide={canDecide}
        decide={decideAction}
        actions={
          views.length > 0 ? (
            <WaitingActions waiting={views} canDecide={canDecide} decide={decideWaitingAction} />
          ) : null
        }
      />
    </>
  );
}
