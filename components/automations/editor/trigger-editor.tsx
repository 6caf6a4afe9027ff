"use client";

import { lazy } from "react";

import { Field, SelectField } from "@/components/ui/field";
import { LatePart } from "@/components/ui/late-part";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { PlainCatalogue } from "@/lib/automations/form/catalogue";
import { NO_CONDITION } from "@/lib/automations/form/condition";
import { eventFields, eventsOf } from "@/lib/automations/form/fields";
import type { TriggerForm } from "@/lib/automations/form/types";
import { humanise, withProvider } from "@/lib/core/text";

import { useEditor } from "./editor-context";
import { controlId, messageAt, messageWithin } from "./issues";
import { LateConditionEditor } from "./late-condition";

const ScheduleTrigger = lazy(async () => ({
  default: (await import("./schedule-trigger")).ScheduleTrigger,
}));

const OTHER = "…";
const DEFAULT_ORIGINS = ["provider", "automation", "api", "system"];

/** Event types to choose from: recent ones of the workspace first, then those of each provider. */
function eventOptions({ events }: PlainCatalogue) {
  const label = ({ type, title, provider }: { type: string; title: string; provider: string }) =>
    title ? withProvider(title, humanise(provider)) : type;
  const seen = events
    .filter(({ lastAt }) => lastAt !== null)
    .toSorted((a, b) => (b.lastAt ?? "").localeCompare(a.lastAt ?? ""));
  return [
    { value: "", label: "Choose an event" },
    ...seen.map((event) => ({ value: event.type, label: label(event), group: "Recent events" })),
    ...events
      .filter(({ lastAt }) => lastAt === null)
      .map((event) => ({
        value: event.type,
        label: label(event),
        group: humanise(event.provider),
      })),
    { value: OTHER, label: "Custom event name or pattern" },
  ];
}

type OnEvent = Extract<TriggerForm, { kind: "event" }>;

function Sample({ pattern, catalogue }: { pattern: string; catalogue: PlainCatalogue }) {
  const [event] = eventsOf(catalogue, pattern);
  if (!event) return null;
  return (
    <details className="text-sm">
      <summary className="text-muted min-h-6 w-fit cursor-pointer py-1 text-xs font-medium">
        {event.lastAt ? "Latest event" : "Example event"}
      </summary>
      <p className="text-muted py-1 text-xs">
        Event type: <code className="break-all">{event.type}</code>
      </p>
      {event.description ? <p className="text-muted py-1 text-xs">{event.description}</p> : null}
      {event.lastAt ? (
        <p className="text-muted py-1 text-xs">
          <RelativeTime atMs={Date.parse(event.lastAt)} timeZone="UTC" focusable={false} />
        </p>
      ) : null}
      <section
        aria-label={`Example of ${event.type}`}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key
        tabIndex={0}
        className="bg-sunken max-h-64 overflow-auto rounded-md p-3"
      >
        <pre className="text-xs">{JSON.stringify(event.sample, null, 2)}</pre>
      </section>
    </details>
  );
}

function EventTrigger({ trigger, set }: { trigger: OnEvent; set: (trigger: TriggerForm) => void }) {
  const { catalogue, issues, canEdit } = useEditor();
  const options = eventOptions(catalogue);
  const isListed = options.some(({ value }) => value === trigger.event);
  return (
    <>
      <SelectField
        label="Event"
        id={isListed ? controlId("on.event") : controlId("on.event-list")}
        disabled={!canEdit}
        value={isListed ? trigger.event : OTHER}
        options={options}
        error={isListed ? messageAt(issues, "on.event") : undefined}
        onChange={({ target: { value } }) =>
          set({ ...trigger, event: value === OTHER ? "shop.order.*" : value })
        }
      />
      {isListed ? null : (
        <Field
          label="Event name or pattern"
          id={controlId("on.event")}
          disabled={!canEdit}
          value={trigger.event}
          error={messageAt(issues, "on.event")}
          hint="* matches one part of the name, ** matches any number of parts."
          onChange={(event) => set({ ...trigger, event: event.target.value })}
        />
      )}
      <Sample pattern={trigger.event} catalogue={catalogue} />
      <LateConditionEditor
        path="on.where"
        label="Only if"
        emptyText="– every event of this type"
        condition={trigger.where}
        fields={eventFields(catalogue, trigger.event)}
        error={messageWithin(issues, "on.where")}
        disabled={!canEdit}
        onChange={(where) => set({ ...trigger, where })}
      />
      <label className="flex min-h-6 w-fit items-center gap-2 text-sm">
        <input
          type="checkbox"
          className="size-4"
          disabled={!canEdit}
          checked={trigger.origins?.includes("ui") ?? false}
          onChange={(event) =>
            set({ ...trigger, origins: event.target.checked ? [...DEFAULT_ORIGINS, "ui"] : null })
          }
        />
        Also run for clicks in this dashboard
      </label>
    </>
  );
}

const KINDS = [
  { value: "event", label: "An event happens" },
  { value: "schedule", label: "On a schedule" },
  { value: "manual", label: "Started manually" },
];

function freshTrigger(kind: string): TriggerForm {
  if (kind === "manual") return { kind: "manual" };
  if (kind === "event") return { kind: "event", event: "", where: NO_CONDITION, origins: null };
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { kind: "schedule", schedule: "0 9 * * *", timeZone };
}

/** Edits what starts the automation: an event, a schedule or a person. */
export function TriggerEditor() {
  const { form, change, canEdit } = useEditor();
  const { trigger } = form;
  const set = (next: TriggerForm) => change((before) => ({ ...before, trigger: next }));
  return (
    <>
      <SelectField
        label="Trigger"
        id={controlId("on")}
        disabled={!canEdit}
        value={trigger.kind}
        options={KINDS}
        onChange={(event) => set(freshTrigger(event.target.value))}
      />
      {trigger.kind === "event" ? <EventTrigger trigger={trigger} set={set} /> : null}
      {trigger.kind === "schedule" ? (
        <LatePart fallback={<Skeleton className="h-24 w-full" />}>
          <ScheduleTrigger trigger={trigger} set={set} />
        </LatePart>
      ) : null}
      {trigger.kind === "manual" ? (
        <p className="text-muted text-sm">
          Once the automation is enabled, this page shows a “Run now” button.
        </p>
      ) : null}
    </>
  );
}
