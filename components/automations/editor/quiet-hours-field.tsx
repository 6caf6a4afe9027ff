"use client";

import { Field } from "@/components/ui/field";

import { controlId } from "./issues";
import { recordOf, textIn, type StepPartProps } from "./step-props";
import { TimeZoneField } from "./time-zone-field";

/** Edits the hours in which nothing is sent, with their time zone. They may span midnight. */
export function QuietHoursField({ step, path, errorAt, disabled, setBody }: StepPartProps) {
  const quiet = recordOf(step.body["quiet"]);
  const set = (part: Readonly<Record<string, string>>) => setBody({ quiet: { ...quiet, ...part } });
  const place = `${path}.quiet`;
  return (
    <div
      role="group"
      aria-label={`Quiet hours of step ${step.id}`}
      id={controlId(place)}
      tabIndex={-1}
      className="grid gap-4 sm:grid-cols-[8rem_8rem_minmax(0,1fr)]"
    >
      {(["from", "to"] as const).map((name) => (
        <Field
          key={name}
          type="time"
          required
          label={name === "from" ? "From" : "Until"}
          id={controlId(`${place}.${name}`)}
          disabled={disabled}
          value={textIn(quiet[name])}
          error={errorAt(`${place}.${name}`) ?? (name === "to" ? errorAt(place) : undefined)}
          onChange={({ target }) => set({ [name]: target.value })}
        />
      ))}
      <TimeZoneField
        id={controlId(`${place}.timeZone`)}
        disabled={disabled}
        value={textIn(quiet["timeZone"])}
        error={errorAt(`${place}.timeZone`)}
        onZone={(timeZone) => set({ timeZone })}
      />
    </div>
  );
}
