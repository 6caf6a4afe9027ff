import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { ActionLimits } from "@/components/settings/action-limits";
import { SectionHeader } from "@/components/shell/page-header";
import { Banner } from "@/components/ui/banner";
import { listActionLimits } from "@/lib/verbs/actions/limits";
import { listMembers } from "@/lib/verbs/members/list";
import { syncStatus } from "@/lib/verbs/sync/status";
import { hasRole } from "@/lib/verbs/types";

import { saveLimitAction } from "./actions";

export const metadata: Metadata = { title: "Limits" };

export default async function LimitsPage() {
  const context = await pageContext();
  const [limits, [first], members] = await Promise.all([
    listActionLimits.run(context, {}),
    syncStatus.run(context, {}),
    listMembers.run(context, {}),
  ]);
  const isAlone = members.filter(({ role }) => hasRole(role, "admin")).length < 2;
  return (
    <>
      <SectionHeader title="Limits">
        What one person may give away in 24 hours by refunds, released or credited money, accepted
        disputes, and invoices that are voided, given up or marked as paid. Above that, another
        admin approves it under Approvals.
      </SectionHeader>
      {isAlone ? (
        <div className="mb-4">
          <Banner tone="warning">
            This workspace has one admin, so nobody could approve what is above a limit. Invite a
            second one under Members first.
          </Banner>
        </div>
      ) : null}
      <ActionLimits
        limits={limits}
        currency={first?.account.currency ?? "usd"}
        save={hasRole(context.role, "owner") ? saveLimitAction : null}
      />
    </>
  );
}
