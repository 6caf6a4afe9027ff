"use client";

import { useId, useState, type ReactNode } from "react";

import { Card } from "@/components/ui/card";
import { Field, SelectField, TextAreaField } from "@/components/ui/field";

import { useEditor } from "./editor-context";
import { controlId, messageAt } from "./issues";
import { StepCards } from "./step-list";
import { recordOf, textIn } from "./step-props";
import { PlainTextField } from "./template-field";
import { TriggerEditor } from "./trigger-editor";

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid gap-3">
      <div>
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {hint ? <p className="text-muted text-sm">{hint}</p> : null}
      </div>
      {children}
    </section>
  );
}

const MODES = [
  { value: "", label: "Beside it (usual)" },
  { value: "queued", label: "After it" },
  { value: "single", label: "Not at all" },
  { value: "restart", label: "Instead of it" },
];

/** Rarely changed: what happens when it fires while it runs, and how often it may. */
function Rules() {
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

/** Folded as long as there is nothing in it. */
function AfterFailure() {
  const { form } = useEditor();
  const [hadSteps] = useState(form.onFailure.length > 0);
  const cards = <StepCards list="onFailure" path="onFailure" label="Steps after a failure" />;
  if (hadSteps) return cards;
  return (
    <details>
      <summary className="text-muted min-h-6 w-fit cursor-pointer py-1 text-sm">
        Steps after a failure
      </summary>
      <div className="pt-3">{cards}</div>
    </details>
  );
}

/** The automation as a form: when, if, then, and what else. */
export function FormTab() {
  const { form, issues, canEdit, change } = useEditor();
  return (
    <div className="grid gap-6">
      <Card className="gap-4 p-4">
        <Field
          label="Name"
          id={controlId("name")}
          disabled={!canEdit}
          value={form.name}
          error={messageAt(issues, "name")}
          onChange={({ target }) => change((before) => ({ ...before, name: target.value }))}
        />
        <TextAreaField
          label="Description"
          id={controlId("description")}
          disabled={!canEdit}
          rows={2}
          value={form.description}
          error={messageAt(issues, "description")}
          onChange={({ target }) => change((before) => ({ ...before, description: target.value }))}
        />
      </Card>
      <Part title="When">
        <Card className="gap-4 p-4">
          <TriggerEditor />
        </Card>
      </Part>
      <Part title="Then" hint="One after the other. A step can use what earlier ones brought.">
        <p role="alert" className="text-danger-ink text-xs empty:hidden">
          {messageAt(issues, "steps")}
        </p>
        <StepCards list="steps" path="steps" label="Steps" />
      </Part>
      <Part title="If a step fails for good" hint="Done once, for example to tell somebody.">
        <AfterFailure />
      </Part>
      <Part title="Rules">
        <Rules />
      </Part>
    </div>
  );
}
