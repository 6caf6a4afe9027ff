"use client";

import { Card } from "@/components/ui/card";
import { SelectField } from "@/components/ui/field";

import { useEditor } from "./editor-context";
import { controlId, messageAt } from "./issues";
import { recordOf, textIn } from "./step-props";
import { PlainTextField } from "./template-field";

const MODES = [
  { value: "", label: "Beside it (usual)" },
  { value: "queued", label: "After it" },
  { value: "single", label: "Not at all" },
  { value: "restart", label: "Instead of it" },
];

/** Rarely changed: what happens when it fires while it runs, and how often it may. */
export function Rules() {
  const { form, issues, canEdit, change } = useEditor();
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
  const mode = textIn(form.rest["mode"]);
  return (
    <Card className="grid gap-4 p-4 sm:grid-cols-3">
      <SelectField
        label="While a run is under way"
        id={controlId("mode")}
        disabled={!canEdit}
        value={mode === "parallel" ? "" : mode}
        options={MODES}
        error={messageAt(issues, "mode")}
        onChange={({ target }) => setRest({ mode: target.value || undefined })}
      />
      {(["perHour", "perDay"] as const).map((name) => (
        <PlainTextField
          key={name}
          label={name === "perHour" ? "Runs in an hour, at most" : "Runs in a day, at most"}
          id={controlId(`limits.${name}`)}
          type="number"
          disabled={!canEdit}
          value={limits[name]}
          placeholder={name === "perHour" ? "200" : "2000"}
          hint="One more pauses it"
          error={messageAt(issues, `limits.${name}`)}
          onValue={(value) => setLimit(name, value)}
        />
      ))}
    </Card>
  );
}
