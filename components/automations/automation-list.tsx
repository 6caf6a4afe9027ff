"use client";

import type { Route } from "next";
import Link from "next/link";

import { useRefreshOn } from "@/components/mesh/use-refresh-on";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";

import { AutomationSwitch } from "./automation-switch";
import { StatusBadge } from "./status-badge";
import type { AutomationView, SwitchActions } from "./types";

const CHANGES = ["automation.*", "automation.run.*"];

function RunFigures({ automation: { id, runs } }: { automation: AutomationView }) {
  const { succeeded, failed, open, lastAt } = runs;
  if (!lastAt) return <span>No run in 30 days</span>;
  return (
    <>
      <span>
        Last run <RelativeTime atMs={Date.parse(lastAt)} timeZone="UTC" focusable={false} />
      </span>
      <Link
        href={`/automations/${id}/runs` as Route}
        className="text-ink inline-block py-1 underline underline-offset-4"
      >
        {succeeded} succeeded, {failed} failed in 30 days
      </Link>
      {open > 0 ? <span>{open} under way</span> : null}
    </>
  );
}

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
  const { id, name, status, pausedReason, sentence, latestVersion, liveVersion } = automation;
  return (
    <li className="border-line flex items-start gap-4 border-t p-4 first:border-t-0">
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="min-w-0 text-sm font-semibold">
            <Link
              href={`/automations/${id}` as Route}
              className="inline-block py-1 break-words hover:underline"
            >
              {name}
            </Link>
          </h2>
          <StatusBadge status={status} />
          {liveVersion !== null && liveVersion < latestVersion ? (
            <span className="text-muted text-xs">
              Version {liveVersion} is live, {latestVersion} is saved
            </span>
          ) : null}
        </div>
        <p className="mt-1 text-sm break-words">
          {sentence ?? "This release cannot read it. Open it to see why."}
        </p>
        {pausedReason ? <p className="text-warning-ink mt-1 text-sm">{pausedReason}</p> : null}
        <p className="text-muted mt-1.5 flex flex-wrap items-center gap-x-3 text-xs">
          <RunFigures automation={automation} />
        </p>
      </div>
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

/** The workspace's automations: what each does, whether it is on, and how it fares. */
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
    <Card>
      <ul>
        {automations.map((automation) => (
          <Row key={automation.id} automation={automation} {...rest} />
        ))}
      </ul>
    </Card>
  );
}
