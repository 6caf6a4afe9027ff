import type { Metadata, Route } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";

import { pageContext } from "@/app/_server/context";
import { PageHeader } from "@/components/shell/page-header";
import { TryResult } from "@/components/trace/try-result";
import { getAutomation } from "@/lib/verbs/automations/list";
import { planAutomation } from "@/lib/verbs/automations/plan";
import { listEvents } from "@/lib/verbs/events/list";
import { hasRole } from "@/lib/verbs/types";

import { orNotFound } from "../../or-not-found";

export const metadata: Metadata = { title: "Try with an event" };

const LATEST = 20;
const number = (value: string | string[] | undefined) =>
  typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : undefined;

export default async function TryPage({
  params,
  searchParams,
}: PageProps<"/automations/[id]/try">) {
  const context = await pageContext();
  // Only members may plan; a viewer finds no such page.
  if (!hasRole(context.role, "member")) notFound();
  const { id, name, liveVersion, latestVersion, pattern } = await orNotFound(
    getAutomation.run(context, await params),
  );
  const query = await searchParams;
  const version = number(query["version"]) ?? latestVersion;
  const { events } = pattern
    ? await listEvents.run(context, { pattern, limit: LATEST })
    : { events: [] };
  const seq = number(query["event"]) ?? events[0]?.seq ?? undefined;
  const plan = seq ? await orNotFound(planAutomation.run(context, { id, version, seq })) : null;
  return (
    <>
      <PageHeader
        title={`Try “${name}”`}
        above={
          <Link
            href={`/automations/${id}` as Route}
            className="hover:text-ink inline-block py-1 underline-offset-4 hover:underline"
          >
            {name}
          </Link>
        }
      >
        What it would do with an event of the log, step by step. Nothing is sent.
      </PageHeader>
      <TryResult
        id={id}
        version={version}
        versions={[...new Set([latestVersion, liveVersion ?? latestVersion])]}
        liveVersion={liveVersion}
        isByEvent={pattern !== null}
        events={events}
        seq={seq ?? null}
        plan={plan}
      />
    </>
  );
}
