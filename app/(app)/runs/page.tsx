import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { FailedRuns } from "@/components/runs/failed-runs";
import { PageHeader } from "@/components/shell/page-header";
import { toPlain } from "@/lib/core/plain";
import { countApprovals } from "@/lib/verbs/approvals/decide";
import { listAutomationsVerb } from "@/lib/verbs/automations/list";
import { listRunsVerb } from "@/lib/verbs/runs/trace";

import { sawFailuresAction } from "./actions";

export const metadata: Metadata = { title: "Failed runs" };

const PAGE = 50;

export default async function FailedRunsPage({ searchParams }: PageProps<"/runs">) {
  const context = await pageContext();
  const { before } = await searchParams;
  const isTime = typeof before === "string" && !Number.isNaN(Date.parse(before));
  const runs = await listRunsVerb.run(context, {
    statuses: ["failed"],
    before: isTime ? before : undefined,
    limit: PAGE,
  });
  const automations = await listAutomationsVerb.run(context, {});
  const { count } = await countApprovals.run(context, {});
  return (
    <>
      <PageHeader title="Failed runs" />
      <FailedRuns
        runs={toPlain(runs)}
        names={Object.fromEntries(automations.map(({ id, name }) => [id, name]))}
        approvals={count}
        hasMore={runs.length === PAGE}
        saw={sawFailuresAction}
      />
    </>
  );
}
