"use client";

import type { Route } from "next";
import Link from "next/link";
import { useState } from "react";

import { useRefreshOn } from "@/components/mesh/use-refresh-on";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { RelativeTime } from "@/components/ui/relative-time";
import { Rows } from "@/components/ui/rows";
import { TabLinks } from "@/components/ui/tab-links";

import { Apps } from "./apps";
import { stateOf, type AutomationState, type StateFilter } from "./automation-state";
import { AutomationSwitch } from "./automation-switch";
import { RunBars } from "./run-bars";
import { StatusBadge } from "./status-badge";
import type { AutomationView, SwitchActions } from "./types";

const CHANGES = ["automation.*", "automation.run.*", "approval.*"];

/** Says how the newest run ended or stands. */
function outcomeOf({ status, line, skipped, reason }: NonNullable<AutomationView["lastRun"]>) {
  switch (status) {
    case "failed":
      return `Failed: ${reason ?? line}`;
    case "cancelled":
      return `Cancelled: ${reason ?? line}`;
    case "skipped":
      return `Skipped: ${reason ?? line}`;
    case "indeterminate":
      return `Needs review: ${line}`;
    case "waiting":
      return `Waiting: ${line}`;
    case "succeeded":
      return skipped === null ? line : `Skipped: ${skipped}`;
    case "pending":
    case "running":
      return line;
  }
}

function LastRun({ run }: { run: AutomationView["lastRun"] }) {
  if (run === null) return <p className="text-muted">Never ran</p>;
  const isBad = run.status === "failed" || run.status === "indeterminate";
  return (
    <div className="min-w-0">
      <Link
        href={`/runs/${run.id}` as Route}
        className={`line-clamp-1 w-fit max-w-full wrap-anywhere hover:underline ${isBad ? "text-danger-ink" : ""}`}
        title={outcomeOf(run)}
      >
        {outcomeOf(run)}
      </Link>
      <p className="text-muted text-xs">
        <RelativeTime atMs={Date.parse(run.createdAt)} timeZone="UTC" focusable={false} />
      </p>
    </div>
  );
}

function Runs({ automation: { id, runs } }: { automation: AutomationView }) {
  const { failed, total, isCut } = runs;
  return (
    <p className="md:text-right">
      <Link
        href={`/automations/${id}/runs` as Route}
        className="figures inline-block py-0.5 underline-offset-4 hover:underline"
      >
        {total.toLocaleString("en-US")}
        {isCut ? "+" : ""}
        <span className="md:sr-only"> {total === 1 ? "run" : "runs"} in 30 days</span>
      </Link>
      {failed > 0 ? (
        <span className="text-danger-ink block text-xs max-md:ml-1.5 max-md:inline">
          {failed.toLocaleString("en-US")} failed
        </span>
      ) : null}
    </p>
  );
}

function State({ state, status }: Pick<AutomationView, "status"> & { state: AutomationState }) {
  if (state === "failing") return <Badge tone="danger">Failing</Badge>;
  if (state === "waiting") return <Badge tone="info">Waiting</Badge>;
  return <StatusBadge status={status} />;
}

const GRID =
  "md:grid md:grid-cols-[7.5rem_minmax(0,3fr)_5.5rem_minmax(0,2fr)_4rem_5rem] lg:grid-cols-[7.5rem_minmax(0,3fr)_5.5rem_minmax(0,2fr)_4rem_5.5rem_5rem] md:items-center md:gap-x-4 md:px-2";

function Headings() {
  const names = ["Apps", "Automation", "State", "Last run", "30 days"];
  return (
    <div
      aria-hidden="true"
      className={`text-muted hidden h-9 text-xs font-medium ${GRID} [&>:nth-child(5)]:text-right`}
    >
      {names.map((name) => (
        <span key={name}>{name}</span>
      ))}
    </div>
  );
}

interface RowProps {
  canEdit: boolean;
  canEnable: boolean;
  actions: SwitchActions;
}

function Row({
  automation,
  canEdit,
  canEnable,
  actions,
}: RowProps & { automation: AutomationView }) {
  const { id, name, status, pausedReason, sentence, apps, latestVersion, liveVersion } = automation;
  return (
    <li
      className={`hover:bg-hover grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1.5 py-2.5 ${GRID}`}
    >
      <span className="max-md:order-5">
        <Apps apps={apps} />
      </span>
      <div className="min-w-0 max-md:order-1">
        <h2 className="min-w-0 font-medium">
          <Link
            href={`/automations/${id}` as Route}
            className="inline-block max-w-full py-0.5 wrap-anywhere hover:underline"
          >
            {name}
          </Link>
        </h2>
        <p
          className="text-muted line-clamp-2 text-xs wrap-anywhere max-md:hidden"
          title={sentence ?? undefined}
        >
          {sentence ?? "This version of the product cannot read it. Open it for details."}
        </p>
        {pausedReason ? <p className="text-warning-ink text-xs">{pausedReason}</p> : null}
        {liveVersion !== null && liveVersion < latestVersion ? (
          <p className="text-muted text-xs">
            Version {liveVersion} is live, version {latestVersion} is saved
          </p>
        ) : null}
      </div>
      <span className="justify-self-start max-md:order-2 max-md:justify-self-end">
        <State state={stateOf(automation)} status={status} />
      </span>
      <div className="min-w-0 max-md:order-3">
        <LastRun run={automation.lastRun} />
      </div>
      <div className="max-md:order-6 max-md:justify-self-end">
        <Runs automation={automation} />
      </div>
      <span className="max-lg:hidden">
        <RunBars activity={automation.runs.activity} />
      </span>
      <span className="justify-self-end max-md:order-4">
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
      </span>
    </li>
  );
}

/** From this many automations on, a field finds one by its words. */
const SEARCHED_FROM = 5;

/** True if every word stands in the automation's name, its apps or what it does. */
function isFound({ name, sentence, apps }: AutomationView, text: string): boolean {
  const words = [name, sentence ?? "", ...apps].join(" ").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
}

const TABS: readonly (readonly [StateFilter | null, string])[] = [
  [null, "All"],
  ["on", "On"],
  ["off", "Off"],
  ["problems", "Problems"],
];

/** The automations of a workspace: what each does, its state, how its newest run ended, and its runs of 30 days. */
export function AutomationList({
  automations,
  filter,
  counts,
  ...rest
}: RowProps & {
  /** Those that the tab shows. */
  automations: readonly AutomationView[];
  filter: StateFilter | null;
  /** How many automations each tab shows; `null` is all. */
  counts: ReadonlyMap<StateFilter | null, number>;
}) {
  useRefreshOn(CHANGES);
  const [text, setText] = useState("");
  const found = automations.filter((one) => isFound(one, text));
  return (
    <div className="grid grid-cols-1">
      <TabLinks
        label="Automations by state"
        tabs={TABS.map(([value, label]) => ({
          href: (value === null ? "/automations" : `/automations?state=${value}`) as Route,
          label,
          isCurrent: value === filter,
          count: counts.get(value) ?? 0,
        }))}
      />
      {automations.length >= SEARCHED_FROM ? (
        <div className="py-3 md:max-w-72">
          <Field
            label="Find an automation"
            type="search"
            placeholder="Name, app or what it does"
            value={text}
            maxLength={100}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      ) : null}
      {automations.length === 0 ? (
        <EmptyState
          icon="done"
          title={filter === "problems" ? "No problems" : "No automations here"}
        />
      ) : found.length === 0 ? (
        <EmptyState
          title={`No automation matches “${text.trim()}”`}
          action={<Button onClick={() => setText("")}>Show all</Button>}
        />
      ) : (
        <>
          <Headings />
          <Rows className="border-t max-md:border-t-0">
            {found.map((automation) => (
              <Row key={automation.id} automation={automation} {...rest} />
            ))}
          </Rows>
        </>
      )}
    </div>
  );
}
