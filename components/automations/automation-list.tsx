"use client";

import type { Route } from "next";
import Link from "next/link";

import { useRefreshOn } from "@/components/mesh/use-refresh-on";
import { AppMark } from "@/components/ui/app-mark";
import { Icon } from "@/components/ui/icon";
import { RelativeTime } from "@/components/ui/relative-time";
import { Rows } from "@/components/ui/rows";
import { humanise } from "@/lib/core/text";

import { AutomationSwitch } from "./automation-switch";
import { StatusBadge } from "./status-badge";
import type { AutomationView, SwitchActions } from "./types";

const CHANGES = ["automation.*", "automation.run.*"];

function RunFigures({ automation: { id, runs } }: { automation: AutomationView }) {
  const { succeeded, failed, open, lastAt, isCut } = runs;
  if (!lastAt) return <span>No run in 30 days</span>;
  return (
    <>
      <Link
        href={`/automations/${id}/runs` as Route}
        className="figures inline-block py-0.5 underline-offset-4 hover:underline"
      >
        {succeeded} succeeded, {failed} failed {isCut ? "in the last 1,000 runs" : "in 30 days"}
      </Link>
      <span className="text-muted text-xs">
        Last run <RelativeTime atMs={Date.parse(lastAt)} timeZone="UTC" focusable={false} />
      </span>
    </>
  );
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
            className="inline-block py-0.5 break-words hover:underline"
          >
            {name}
          </Link>
        </h2>
        <p className="text-muted text-xs break-words">
          {sentence ?? "This version of the product cannot read it. Open it for details."}
        </p>
        {pausedReason ? <p className="text-warning-ink text-xs">{pausedReason}</p> : null}
        {liveVersion !== null && liveVersion < latestVersion ? (
          <p className="text-muted text-xs">
            Version {liveVersion} is live, version {latestVersion} is saved
          </p>
        ) : null}
      </div>
      <StatusBadge status={status} />
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
