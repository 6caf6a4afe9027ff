import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { RunTrace } from "@/components/runs/run-trace";
import { toPlain } from "@/lib/core/plain";
import { listAutomationsVerb } from "@/lib/verbs/automations/list";
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
  const others = same.filter((run) => run.id !== id);
  const automations = others.length === 0 ? [] : await listAutomationsVerb.run(context, {});
  const names = new Map(automations.map((automation) => [automation.id, automation.name]));
  const tree = await traceEvent.run(context, { run: id });
  return (
    <RunTrace
      key={id}
      initial={toPlain(trace)}
      tree={tree}
      related={toPlain(
        others.map((run) => ({
          ...run,
          automationName: names.get(run.automationId) ?? "Deleted automation",
        })),
      )}
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
