"use client";

import type { Route } from "next";
import Link from "next/link";

import { useRefreshOn } from "@/components/mesh/use-refresh-on";
import { AppMark } from "@/components/ui/app-mark";
import { Badge } from "@/components/ui/badge";
import { Icon } from "@/components/ui/icon";
import { RelativeTime } from "@/components/ui/relative-time";
import { Rows } from "@/components/ui/rows";
import { humanise } from "@/lib/core/text";

import { AutomationSwitch } from "./automation-switch";
import { StatusBadge } from "./status-badge";
import type { AutomationView, SwitchActions } from "./types";

const CHANGES = ["automation.*", "automation.run.*"];

/** The apps of an automation in their order, as marks with names for screen readers. */
function Apps({ apps }: { apps: readonly string[] }) {
  return (
    <span className="flex items-center gap-1">
      {apps.map((app, index) => (
        <span key={app} className="flex items-center gap-1">
          {index > 0 ? <Icon name="next" className="text-muted size-3" /> : null}
          <AppMark id={app} label={humanise(app)} />
        </span>
      ))}
    </span>
  );
}

function Runs({ automation: { id, runs } }: { automation: AutomationView }) {
  const { succeeded, failed, open, lastAt, isCut } = runs;
  if (!lastAt) return <span className="text-muted">No runs in 30 days</span>;
  return (
    <>
      <Link
        href={`/automations/${id}/runs` as Route}
        className="figures inline-block py-0.5 underline-offset-4 hover:underline"
      >
        {succeeded} succeeded
        {failed > 0 ? <span className="text-danger-ink">, {failed} failed</span> : null}
        {open > 0 ? `, ${open} open` : null}
        {isCut ? " of the last 1,000" : null}
      </Link>
      <span className="text-muted text-xs">
        Last run <RelativeTime atMs={Date.parse(lastAt)} timeZone="UTC" focusable={false} />
      </span>
    </>
  );
}

/** An automation that is on and whose newest run failed needs attention, so it says so instead. */
function State({
  status,
  lastStatus,
}: Pick<AutomationView, "status"> & Pick<AutomationView["runs"], "lastStatus">) {
  if (status === "enabled" && lastStatus === "failed") return <Badge tone="danger">Failing</Badge>;
  return <StatusBadge status={status} />;
}

const GRID =
  "md:grid md:grid-cols-[7.5rem_minmax(0,1fr)_6rem_12rem_auto] md:items-center md:gap-x-4";

function Row({
  automation,
  canEdit,
  canEnable,
  actions,
}: {
  automation: AutomationView;
  canEdit: boolean;
  canEnable: boolean;
  actions: SwitchActions;
}) {
  const { id, name, status, pausedReason, sentence, apps, latestVersion, liveVersion } = automation;
  return (
    <li className={`hover:bg-hover flex flex-wrap gap-x-4 gap-y-1.5 py-2.5 md:px-2 ${GRID}`}>
      <span className="max-md:order-3">
        <Apps apps={apps} />
      </span>
      <div className="min-w-0 max-md:basis-full">
        <h2 className="min-w-0 font-medium">
          <Link
            href={`/automations/${id}` as Route}
            className="inline-block max-w-full py-0.5 wrap-anywhere hover:underline"
          >
            {name}
          </Link>
        </h2>
        <p className="text-muted line-clamp-2 text-xs wrap-anywhere" title={sentence ?? undefined}>
          {sentence ?? "This version of the product cannot read it. Open it for details."}
        </p>
        {pausedReason ? <p className="text-warning-ink text-xs">{pausedReason}</p> : null}
        {liveVersion !== null && liveVersion < latestVersion ? (
          <p className="text-muted text-xs">
            Version {liveVersion} is live, version {latestVersion} is saved
          </p>
        ) : null}
      </div>
      <span className="justify-self-start">
        <State status={status} lastStatus={automation.runs.lastStatus} />
      </span>
      <p className="grid max-md:order-4 max-md:ml-auto max-md:text-right">
        <Runs automation={automation} />
      </p>
      <AutomationSwitch
        id={id}
        name={name}
        status={status}
        canEnable={canEnable}
        canDisable={canEdit}
        actions={actions}
        size="sm"
        isNamed
      />
    </li>
  );
}

/** The automations of a workspace: what each does, its status and its runs of 30 days. */
export function AutomationList({
  automations,
  ...rest
}: {
  automations: readonly AutomationView[];
  canEdit: boolean;
  canEnable: boolean;
  actions: SwitchActions;
}) {
  useRefreshOn(CHANGES);
  return (
    <Rows>
      {automations.map((automation) => (
        <Row key={automation.id} automation={automation} {...rest} />
      ))}
    </Rows>
  );
}
