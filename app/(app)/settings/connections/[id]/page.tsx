import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";

import { pageContext } from "@/app/_server/context";
import { PageHeader } from "@/components/shell/page-header";
import { ImportCard } from "@/components/sync/import-card";
import type { HealthView, SyncView } from "@/components/sync/sync-view";
import { AppMark } from "@/components/ui/app-mark";
import { humanise } from "@/lib/core/text";
import { formatDateTime, zoneName } from "@/lib/core/time";
import { listConnections } from "@/lib/verbs/connections/list";
import { dataHealth } from "@/lib/verbs/sync/health";
import { syncStatus } from "@/lib/verbs/sync/status";
import { hasRole } from "@/lib/verbs/types";

import {
  pauseSyncAction,
  rereadObjectAction,
  restartSyncAction,
  resumeSyncAction,
} from "./actions";

export const metadata: Metadata = { title: "Data health" };

const never = (at: Date | null, timeZone: string) =>
  at === null ? "Never" : formatDateTime(at, timeZone);

export default async function ConnectionPage({ params }: PageProps<"/settings/connections/[id]">) {
  const { id } = await params;
  const context = await pageContext();
  const providers = await listConnections.run(context, {});
  const found = providers
    .flatMap(({ manifest, connections }) =>
      connections.map((connection) => ({ manifest, connection })),
    )
    .find(({ connection }) => connection.id === id);
  const sync = (await syncStatus.run(context, {})).find(
    ({ account }) => account.connectionId === id,
  );
  if (!found || !sync) notFound();
  const health = await dataHealth.run(context, { connection: id });
  const { manifest, connection } = found;
  const { timeZone } = sync.account;
  const facts = [
    ["Status", humanise(connection.status)],
    ["Mode", connection.livemode ? "Live" : "Test"],
    ["Access", connection.scope === "read_only" ? "Read only" : "Read and write"],
    ["API version", manifest.apiVersion],
    ["Time zone", zoneName(timeZone)],
    ["Last event", never(connection.lastWebhookAt, timeZone)],
    ["Last check for missed events", never(connection.lastSweepAt, timeZone)],
    ["Missed events found", String(connection.sweptEvents)],
    ["Last daily comparison", never(sync.comparedAt, timeZone)],
    ["Differences corrected", String(sync.differences)],
  ] as const;
  return (
    <>
      <PageHeader
        title={`${manifest.name} · ${sync.account.label}`}
        above={
          <>
            <Link href="/settings/connections" className="hover:text-ink hover:underline">
              Connections
            </Link>
            <span aria-hidden="true"> › </span>
            {manifest.name}
          </>
        }
        actions={<AppMark id={manifest.id} label={manifest.name} />}
      >
        Connected {formatDateTime(connection.connectedAt, timeZone)}
      </PageHeader>
      <div className="wide:grid-cols-[minmax(0,1fr)_18rem] grid grid-cols-1 gap-6">
        <ImportCard
          // As the browser gets it later, so that both are drawn alike.
          initial={JSON.parse(JSON.stringify(sync)) as SyncView}
          health={JSON.parse(JSON.stringify(health)) as HealthView}
          canEdit={hasRole(context.role, "admin")}
          actions={{
            pause: pauseSyncAction,
            resume: resumeSyncAction,
            restart: restartSyncAction,
            reread: rereadObjectAction,
          }}
        />
        <section className="border-line rounded-card h-fit min-w-0 border p-4">
          <h2 className="mb-3 text-base font-semibold">At a glance</h2>
          <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-2 text-sm">
            {facts.map(([label, value]) => (
              <div key={label} className="contents">
                <dt className="text-muted">{label}</dt>
                <dd className="wrap-anywhere">{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </>
  );
}
