"use client";

import { lazy, useId, useState, type ReactNode } from "react";

import { Card } from "@/components/ui/card";
import { Field, TextAreaField } from "@/components/ui/field";
import { LatePart } from "@/components/ui/late-part";
import { Skeleton } from "@/components/ui/skeleton";

import { useEditor } from "./editor-context";
import { controlId, messageAt } from "./issues";
import { StepCards } from "./step-list";
import { TriggerEditor } from "./trigger-editor";

const Rules = lazy(async () => ({ default: (await import("./rules")).Rules }));

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

/** Steps that run after a failure. Folded if there are none when the page opens. */
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

/** Edits an automation as a form: trigger, steps, failure handling and run settings. */
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
      <Part
        title="Then"
        hint="Steps run in this order. A step can use the results of earlier steps."
      >
        <p role="alert" className="text-danger-ink text-xs empty:hidden">
          {messageAt(issues, "steps")}
        </p>
        <StepCards list="steps" path="steps" label="Steps" />
      </Part>
      <Part
        title="If a step fails"
        hint="Runs once after all retries failed, for example to notify someone."
      >
        <AfterFailure />
      </Part>
      <Part title="Run settings">
        <LatePart fallback={<Skeleton className="h-28 w-full" />}>
          <Rules />
        </LatePart>
      </Part>
    </div>
  );
}
