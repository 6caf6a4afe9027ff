"use client";

import { Field, SelectField } from "@/components/ui/field";
import type { TriggerForm } from "@/lib/automations/form/types";
import { formatDateTime } from "@/lib/core/time";

import { useEditor } from "./editor-context";
import { controlId, messageAt } from "./issues";
import { TimeZoneField } from "./time-zone-field";

const OTHER = "…";

const PRESETS = [
  { value: "0 * * * *", label: "Every hour" },
  { value: "0 9 * * *", label: "Every day at 9:00" },
  { value: "0 9 * * 1-5", label: "Monday to Friday at 9:00" },
  { value: "0 9 * * 1", label: "Every Monday at 9:00" },
  { value: "0 9 1 * *", label: "On the first of each month at 9:00" },
];

/** Edits a schedule and shows the next times at which it fires. */
export function ScheduleTrigger({
  trigger,
  set,
}: {
  trigger: Extract<TriggerForm, { kind: "schedule" }>;
  set: (trigger: TriggerForm) => void;
}) {
  const { issues, checkup, canEdit } = useEditor();
  const isPreset = PRESETS.some(({ value }) => value === trigger.schedule);
  const firings = checkup?.firings ?? [];
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-3">
        <SelectField
          label="How often"
          disabled={!canEdit}
          value={isPreset ? trigger.schedule : OTHER}
          options={[...PRESETS, { value: OTHER, label: "Custom" }]}
          onChange={({ target: { value } }) =>
            value === OTHER ? undefined : set({ ...trigger, schedule: value })
          }
        />
        <Field
          label="Cron expression"
          id={controlId("on.schedule")}
          disabled={!canEdit}
          value={trigger.schedule}
          error={messageAt(issues, "on.schedule")}
          hint="Minute, hour, day, month, weekday"
          onChange={(event) => set({ ...trigger, schedule: event.target.value })}
        />
        <TimeZoneField
          id={controlId("on.timeZone")}
          disabled={!canEdit}
          value={trigger.timeZone}
          error={messageAt(issues, "on.timeZone")}
          onZone={(timeZone) => set({ ...trigger, timeZone })}
        />
      </div>
      {firings.length > 0 && !messageAt(issues, "on.timeZone") ? (
        <p className="text-muted text-sm">
          Next:{" "}
          {firings.map((at) => formatDateTime(new Date(at), trigger.timeZone, "exact")).join(" · ")}
        </p>
      ) : null}
    </>
  );
}
