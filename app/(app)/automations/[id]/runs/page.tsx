import type { Metadata, Route } from "next";
import Link from "next/link";

import { pageContext } from "@/app/_server/context";
import { RunList } from "@/components/runs/run-list";
import { PageHeader } from "@/components/shell/page-header";
import { buttonClass } from "@/components/ui/button";
import type { RunStatus } from "@/lib/contracts/run";
import { toPlain } from "@/lib/core/plain";
import { getAutomation } from "@/lib/verbs/automations/list";
import { countRuns } from "@/lib/verbs/runs/bulk";
import { listRunsVerb } from "@/lib/verbs/runs/trace";
import { hasRole } from "@/lib/verbs/types";

import { cancelOpenAction, countRunsAction, redriveAction, retryAction } from "../../actions";
import { orNotFound } from "../../or-not-found";

export const metadata: Metadata = { title: "Runs" };

const PAGE = 50;
const text = (value: string | string[] | undefined) => (typeof value === "string" ? value : null);

export default async function RunsPage({
  params,
  searchParams,
}: PageProps<"/automations/[id]/runs">) {
  const context = await pageContext();
  const { id, name } = await orNotFound(getAutomation.run(context, await params));
  const query = await searchParams;
  const [status, before] = [text(query["status"]), text(query["before"])];
  const runs = await orNotFound(
    listRunsVerb.run(context, {
      automationId: id,
      statuses: status ? [status] : undefined,
      before: before ?? undefined,
      limit: PAGE,
    }),
  );
  const counts = await countRuns.run(context, { automationId: id });
  const canEdit = hasRole(context.role, "member");
  return (
    <>
      <PageHeader
        title={`Runs of “${name}”`}
        above={
          <Link
            href={`/automations/${id}`}
            className="hover:text-ink inline-block py-1 underline-offset-4 hover:underline"
          >
            {name}
          </Link>
        }
        actions={
          canEdit ? (
            <Link href={`/automations/${id}/try` as Route} className={buttonClass({})}>
              Test with an event
            </Link>
          ) : null
        }
      />
      <RunList
        key={`${status} ${before}`}
        automationId={id}
        status={status as RunStatus | null} // the verb has refused every other word
        before={before}
        initial={toPlain(runs)}
        hasMore={runs.length === PAGE}
        canEdit={canEdit}
        counts={counts}
        actions={{
          retry: retryAction,
          count: countRunsAction,
          redrive: redriveAction,
          cancelOpen: cancelOpenAction,
        }}
      />
    </>
  );
}
