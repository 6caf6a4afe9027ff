import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { ActionLimits } from "@/components/settings/action-limits";
import { SectionHeader } from "@/components/shell/page-header";
import { listActionLimits } from "@/lib/verbs/actions/limits";
import { syncStatus } from "@/lib/verbs/sync/status";
import { hasRole } from "@/lib/verbs/types";

import { saveLimitsAction } from "./actions";

export const metadata: Metadata = { title: "Limits" };

export default async function LimitsPage() {
  const context = await pageContext();
  const [limits, [first]] = await Promise.all([
    listActionLimits.run(context, {}),
    syncStatus.run(context, {}),
  ]);
  return (
    <>
      <SectionHeader title="Limits">
        What one person may give away in 24 hours by refunds, accepted disputes and invoices that
        are voided or given up. Above that, another admin approves it under Approvals.
      </SectionHeader>
      <ActionLimits
        limits={limits}
        currency={first?.account.currency ?? "usd"}
        save={hasRole(context.role, "owner") ? saveLimitsAction : null}
      />
    </>
  );
}
