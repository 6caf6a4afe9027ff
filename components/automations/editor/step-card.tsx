"use client";

import { useId, type KeyboardEvent } from "react";

import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import type { PlainCatalogue } from "@/lib/automations/form/catalogue";
import { fieldsAt } from "@/lib/automations/form/fields-at";
import { changeStep, moveStep, removeStep } from "@/lib/automations/form/steps";
import type { StepForm } from "@/lib/automations/form/types";
import { formOf } from "@/lib/automations/steps/forms";

import { useEditor } from "./editor-context";
import { controlId, focusPlace, focusSoon, messageAt, messageWithin } from "./issues";
import { LateConditionEditor } from "./late-condition";
import { StepPart } from "./step-parts";
import type { StepPartProps } from "./step-props";

/** Paths whose controls every kind of step has. The control of `when` also shows the issues below it. */
const COMMON = /^(?:id$|name$|when)/;

function useStepIssues(path: string, step: StepForm) {
  const { issues } = useEditor();
  const kind = formOf(step.kind);
  const errorAt = (place: string) => {
    const below = place.slice(path.length + 1);
    return below.startsWith("when") || !kind || kind.whole?.test(below)
      ? messageWithin(issues, place)
      : messageAt(issues, place);
  };
  // Issues that no control of the card shows are listed at its top.
  const rest = issues.filter(({ path: at }) => {
    if (!kind || (at !== path && !at.startsWith(`${path}.`))) return false;
    const below = at.slice(path.length + 1);
    return ![COMMON, kind.shown, kind.whole].some((places) => places?.test(below));
  });
  return { errorAt, rest };
}

function stepTitle({ kind, body }: StepForm, catalogue: PlainCatalogue): string {
  const title = catalogue.stepKinds.find((one) => one.kind === kind)?.title;
  return formOf(kind)?.title?.(body, catalogue) ?? title ?? "Custom step";
}

interface StepCardProps {
  step: StepForm;
  /** Paths of the step and of its list in the definition. */
  path: string;
  listPath: string;
  index: number;
  count: number;
  renderSteps: StepPartProps["renderSteps"];
}

function Tools({ step, listPath, index, count }: StepCardProps) {
  const { change, say } = useEditor();
  const name = step.name || step.id;
  const base = useId();
  const move = (by: -1 | 1) => {
    change((form) => moveStep(form, step.uid, by), { label: `moving step ${name}` });
    say(`Step ${name} is now ${index + 1 + by} of ${count}.`);
    // The button moves with its card and would lose the focus.
    focusSoon(`${base}${by}`);
  };
  const remove = () => {
    change((form) => removeStep(form, step.uid), {
      label: `removing step ${name}`,
      removed: { name, list: listPath, index },
    });
    say(`Step ${name} was removed. You can undo this.`);
    focusPlace(count > 1 ? `${listPath}[${Math.min(index, count - 2)}]` : listPath, true);
  };
  return (
    <div className="ml-auto flex">
      <Button
        id={`${base}-1`}
        variant="ghost"
        size="icon"
        aria-label={`Move ${name} up`}
        aria-disabled={index === 0 || undefined}
        onClick={() => index > 0 && move(-1)}
      >
        <Icon name="up" />
      </Button>
      <Button
        id={`${base}1`}
        variant="ghost"
        size="icon"
        aria-label={`Move ${name} down`}
        aria-disabled={index === count - 1 || undefined}
        onClick={() => index < count - 1 && move(1)}
      >
        <Icon name="down" />
      </Button>
      <Button variant="ghost" size="icon" aria-label={`Remove ${name}`} onClick={remove}>
        <Icon name="cross" />
      </Button>
    </div>
  );
}

/** Fields that every kind of step has: condition, name and id. */
function Common({
  step,
  path,
  fields,
  errorAt,
  set,
}: Pick<StepPartProps, "step" | "path" | "fields" | "errorAt" | "set">) {
  const { canEdit } = useEditor();
  return (
    <>
      <LateConditionEditor
        path={`${path}.when`}
        label="Only if"
        of={`step ${step.id}`}
        emptyText="– always"
        condition={step.when}
        fields={fields}
        error={errorAt(`${path}.when`)}
        disabled={!canEdit}
        onChange={(when) => set({ when })}
      />
      <details>
        <summary className="text-muted min-h-6 w-fit cursor-pointer py-1 text-sm">Advanced</summary>
        <div className="grid gap-4 pt-2 sm:grid-cols-2">
          <Field
            id={controlId(`${path}.name`)}
            label="Step name"
            disabled={!canEdit}
            value={step.name}
            hint="Replaces the action in the summary"
            error={errorAt(`${path}.name`)}
            onChange={(event) => set({ name: event.target.value })}
          />
          <Field
            id={controlId(`${path}.id`)}
            label="Step ID"
            disabled={!canEdit}
            value={step.id}
            hint={`Later steps use its results as {{steps.${step.id}.…}}`}
            error={errorAt(`${path}.id`)}
            onChange={(event) => set({ id: event.target.value })}
          />
        </div>
      </details>
    </>
  );
}

/** Edits one step. Alt and the arrow keys move it. */
export function StepCard(props: StepCardProps) {
  const { step, path, index, count, renderSteps } = props;
  const { form, catalogue, canEdit, change, say } = useEditor();
  const title = useId();
  const { errorAt, rest } = useStepIssues(path, step);
  const fields = fieldsAt(form, catalogue, step.uid);
  const set = (next: Partial<StepForm>) => change((before) => changeStep(before, step.uid, next));
  const setBody = (part: Readonly<Record<string, unknown>>) =>
    set({
      body: Object.fromEntries(
        Object.entries({ ...step.body, ...part }).filter(([, value]) => value !== undefined),
      ),
    });
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (by === 0 || !event.altKey || !canEdit) return;
    event.preventDefault();
    // The innermost card around the focus is the one that moves.
    event.stopPropagation();
    const held = document.activeElement;
    const name = step.name || step.id;
    change((before) => moveStep(before, step.uid, by), { label: `moving step ${name}` });
    const place = Math.min(count, Math.max(1, index + 1 + by));
    say(`Step ${name} is now ${place} of ${count}.`);
    requestAnimationFrame(() => held instanceof HTMLElement && held.focus());
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys are a shortcut for the buttons inside
    <Card
      id={step.kind === "other" ? undefined : controlId(path)}
      tabIndex={-1}
      aria-labelledby={title}
      className="gap-4 p-4"
      onKeyDown={onKeyDown}
    >
      <div className="flex flex-wrap items-start gap-2">
        <span className="bg-sunken figures mt-0.5 grid size-6 shrink-0 place-items-center rounded-full text-xs font-semibold">
          {index + 1}
        </span>
        <h3 id={title} className="min-w-0 flex-1 basis-28 pt-0.5 text-sm font-semibold break-words">
          {step.name || stepTitle(step, catalogue)}
          <code className="text-muted ml-2 text-xs font-normal">{step.id}</code>
        </h3>
        {canEdit ? <Tools {...props} /> : null}
      </div>
      {rest.length > 0 ? (
        <ul role="alert" className="text-danger-ink grid gap-1 text-xs">
          {rest.map(({ path: at, message }) => (
            <li key={at}>{message}</li>
          ))}
        </ul>
      ) : null}
      <StepPart
        step={step}
        path={path}
        fields={fields}
        errorAt={errorAt}
        disabled={!canEdit}
        set={set}
        setBody={setBody}
        renderSteps={renderSteps}
      />
      {step.kind === "other" ? null : (
        <Common step={step} path={path} fields={fields} errorAt={errorAt} set={set} />
      )}
    </Card>
  );
}
