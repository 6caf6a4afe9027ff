import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { RunTrace } from "@/components/runs/run-trace";
import { toPlain } from "@/lib/core/plain";
import { traceEvent } from "@/lib/verbs/events/trace";
import { listRunsVerb, traceRun } from "@/lib/verbs/runs/trace";
import { hasRole } from "@/lib/verbs/types";

import { cancelAction, rerunAction, resolveAction, retryAction } from "../../automations/actions";
import { orNotFound } from "../../automations/or-not-found";

export const metadata: Metadata = { title: "Run" };

export default async function RunPage({ params }: PageProps<"/runs/[id]">) {
  const context = await pageContext();
  const trace = await orNotFound(traceRun.run(context, await params));
  const { id, eventSeq } = trace.run;
  const same = eventSeq === null ? [] : await listRunsVerb.run(context, { eventSeq });
  const tree = await traceEvent.run(context, { run: id });
  return (
    <RunTrace
      key={id}
      initial={toPlain(trace)}
      tree={tree}
      related={toPlain(same.filter((run) => run.id !== id))}
      canEdit={hasRole(context.role, "member")}
      actions={{
        retry: retryAction,
        rerun: rerunAction,
        cancel: cancelAction,
        resolve: resolveAction,
      }}
    />
  );
}
