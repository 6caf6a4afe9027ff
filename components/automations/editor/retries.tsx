"use client";

import { useId, useState } from "react";

import { retryMeaning } from "@/lib/automations/form/retries";
import { DEFAULT_RETRY } from "@/lib/core/retry";

import { controlId } from "./issues";
import { recordOf, type StepPartProps } from "./step-props";
import { PlainTextField } from "./template-field";

/** Edits the retries after temporary failures. Folded while the step uses the default. */
export function Retries({ step, path, errorAt, disabled, setBody }: StepPartProps) {
  const meaning = useId();
  const given = step.body["retry"];
  const [wasCustom] = useState(given !== undefined);
  const retry = recordOf(given);
  const place = `${path}.retry`;
  const words = errorAt(place) ? null : retryMeaning(retry);
  const set = (name: string, value: unknown) => {
    const { [name]: _before, ...others } = retry;
    const next = value === undefined ? others : { ...others, [name]: value };
    setBody({ retry: Object.keys(next).length > 0 ? next : undefined });
  };
  return (
    <details open={wasCustom}>
      <summary className="text-muted min-h-6 w-fit cursor-pointer py-1 text-sm">
        {given === undefined ? "Retries: default" : "Retries: custom"}
      </summary>
      <div
        role="group"
        aria-label={`Retries of step ${step.id}`}
        aria-describedby={meaning}
        id={controlId(place)}
        tabIndex={-1}
        className="grid items-start gap-4 pt-2 sm:grid-cols-2"
      >
        <PlainTextField
          id={controlId(`${place}.max`)}
          label="Max attempts"
          type="number"
          hint="From 1 to 20, including the first"
          placeholder={String(DEFAULT_RETRY.max)}
          disabled={disabled}
          value={retry["max"]}
          error={errorAt(`${place}.max`) ?? errorAt(place)}
          onValue={(value) => set("max", value)}
        />
        <PlainTextField
          id={controlId(`${place}.delay`)}
          label="Delay before the first retry"
          hint="Such as 10s, 5m or 1h. It doubles each time, up to 1h"
          placeholder={DEFAULT_RETRY.delay}
          disabled={disabled}
          value={retry["delay"]}
          error={errorAt(`${place}.delay`)}
          onValue={(value) => set("delay", value)}
        />
        <p id={meaning} aria-live="polite" className="text-muted text-xs sm:col-span-2">
          {words
            ? `${words} Only temporary failures are retried, such as a busy provider. If the provider says how long to wait, that time applies.`
            : null}
        </p>
      </div>
    </details>
  );
}
