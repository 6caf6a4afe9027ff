"use client";

import { Card } from "@/components/ui/card";
import { SelectField } from "@/components/ui/field";

import { useEditor } from "./editor-context";
import { controlId, messageAt } from "./issues";
import { MoneyLimits, useMovesMoney } from "./money-limits";
import { recordOf, textIn } from "./step-props";
import { PlainTextField } from "./template-field";

const MODES = [
  { value: "", label: "Run in parallel (default)" },
  { value: "queued", label: "Queue the new run" },
  { value: "single", label: "Skip the new run" },
  { value: "restart", label: "Cancel the earlier run" },
];

const PER = [
  { value: "", label: "One key for all runs" },
  { value: "subject", label: "One key per subject of the event" },
];

const PAUSES = "Pauses when exceeded";
const LIMITS = [
  {
    name: "concurrency",
    label: "Max parallel runs",
    placeholder: "No limit",
    hint: "More runs wait in a queue",
  },
  { name: "perHour", label: "Max runs per hour", placeholder: "200", hint: PAUSES },
  { name: "perDay", label: "Max runs per day", placeholder: "2000", hint: PAUSES },
];

/** Edits concurrency and limits of an automation. */
export function Rules() {
  const { form, issues, canEdit, change } = useEditor();
  const movesMoney = useMovesMoney();
  const limits = recordOf(form.rest["limits"]);
  const setRest = (part: Readonly<Record<string, unknown>>) =>
    change((before) => ({
      ...before,
      rest: Object.fromEntries(
        Object.entries({ ...before.rest, ...part }).filter(([, value]) => value !== undefined),
      ),
    }));
  const setLimit = (name: string, value: unknown) => {
    const { [name]: _before, ...others } = limits;
    const next = value === undefined ? others : { ...others, [name]: value };
    setRest({ limits: Object.keys(next).length > 0 ? next : undefined });
  };
  const [mode, per] = [textIn(form.rest["mode"]), textIn(form.rest["per"])];
  return (
    <Card className="grid items-start gap-4 p-4 sm:grid-cols-2 lg:grid-cols-3">
      <SelectField
        label="If a run is in progress"
        id={controlId("mode")}
        disabled={!canEdit}
        value={mode === "parallel" ? "" : mode}
        options={MODES}
        error={messageAt(issues, "mode")}
        onChange={({ target }) => setRest({ mode: target.value || undefined })}
      />
      <SelectField
        label="Concurrency key"
        id={controlId("per")}
        disabled={!canEdit}
        value={per === "automation" ? "" : per}
        options={PER}
        error={messageAt(issues, "per")}
        onChange={({ target }) => setRest({ per: target.value || undefined })}
      />
      {LIMITS.map(({ name, label, placeholder, hint }) => (
        <PlainTextField
          key={name}
          label={label}
          id={controlId(`limits.${name}`)}
          type="number"
          disabled={!canEdit}
          value={limits[name]}
          placeholder={placeholder}
          hint={hint}
          error={messageAt(issues, `limits.${name}`)}
          onValue={(value) => setLimit(name, value)}
        />
      ))}
      {movesMoney ? <MoneyLimits /> : null}
    </Card>
  );
}
