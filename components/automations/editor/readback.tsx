"use client";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { eventTitle, type PlainEvent } from "@/lib/automations/form/catalogue";
import { placeName } from "@/lib/automations/form/places";
import type { DefinitionIssue } from "@/lib/core/definition-issues";

import type { Checkup, Tried } from "../types";
import { focusAt } from "./issues";

function Issues({
  issues,
  definition,
}: {
  issues: readonly DefinitionIssue[];
  definition: unknown;
}) {
  if (issues.length === 0) return null;
  return (
    <div className="grid gap-1">
      <p className="text-danger-ink text-sm font-medium">
        {issues.length === 1 ? "1 problem to fix" : `${issues.length} problems to fix`}
      </p>
      <ul className="grid gap-1">
        {issues.map(({ path, message }) => (
          <li key={`${path} ${message}`} className="text-sm break-words">
            <button
              type="button"
              title={path}
              onClick={() => focusAt(path)}
              className="hover:text-ink text-muted min-h-6 text-left break-words underline underline-offset-4"
            >
              {path ? placeName(definition, path) : "The whole definition"}
            </button>
            <span className="block">{message}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function TriedEvents({
  tried,
  events,
}: {
  tried: readonly Tried[];
  events: readonly PlainEvent[];
}) {
  const matched = tried.filter((one) => one.matched).length;
  return (
    <div className="grid gap-2">
      <p className="text-sm">
        {tried.length === 1
          ? `The last such event would ${matched === 1 ? "" : "not "}start this automation.`
          : `${matched} of the last ${tried.length} such events would start this automation.`}
      </p>
      <ul
        className="divide-line grid max-h-72 divide-y overflow-y-auto"
        aria-label="Latest events"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key
        tabIndex={0}
      >
        {tried.map(({ id, type, time, subject, matched: fits, warnings }) => (
          <li key={id} className="grid gap-1 py-2 text-xs">
            <span className="flex flex-wrap items-center gap-2">
              <Badge tone={fits ? "success" : "neutral"} icon={fits ? "check" : "minus"}>
                {fits ? "would run" : "would not run"}
              </Badge>
              <RelativeTime
                atMs={Date.parse(time)}
                timeZone="UTC"
                focusable={false}
                className="text-muted"
              />
            </span>
            <span title={subject ?? type} className="break-words">
              {eventTitle(events, type)}
            </span>
            {warnings.map((warning) => (
              <span key={warning} className="text-warning-ink">
                {warning}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Shows the draft as a sentence, its problems, and which recent events would start it. */
export function Readback({
  definition,
  checkup,
  codeError,
  isPending,
  problem,
  onRetry,
  showsIssues,
  events,
  hasEventTrigger,
}: {
  definition: unknown;
  checkup: Checkup | undefined;
  codeError: string | null;
  isPending: boolean;
  /** Error message if the check failed. */
  problem: string | undefined;
  onRetry: () => void;
  showsIssues: boolean;
  /** Catalogue of event types, for their titles. */
  events: readonly PlainEvent[];
  hasEventTrigger: boolean;
}) {
  const tried = checkup?.tried ?? [];
  return (
    <Card className="gap-4 p-4" aria-labelledby="readback">
      <h2 id="readback" className="font-semibold">
        What it does
      </h2>
      <div aria-live="polite" aria-busy={isPending} className="grid gap-4">
        <p className="text-sm text-pretty break-words">
          {checkup?.sentence ??
            (checkup ? "The summary appears once the draft is complete." : "Loading the summary…")}
        </p>
        {codeError ? (
          <p className="text-danger-ink text-sm">The code is not valid JSON: {codeError}</p>
        ) : null}
        {problem ? (
          <div className="text-sm">
            <p className="text-danger-ink">The draft could not be checked: {problem}</p>
            <Button size="sm" className="mt-2" onClick={onRetry}>
              Check again
            </Button>
          </div>
        ) : null}
        {(checkup?.warnings ?? []).map((warning) => (
          <p key={warning} className="text-warning-ink text-sm break-words">
            {warning}
          </p>
        ))}
        {showsIssues ? <Issues issues={checkup?.issues ?? []} definition={definition} /> : null}
      </div>
      {tried.length > 0 ? (
        <TriedEvents tried={tried} events={events} />
      ) : hasEventTrigger && checkup?.sentence ? (
        <p className="text-muted text-sm">This workspace has not received such an event yet.</p>
      ) : null}
    </Card>
  );
}
