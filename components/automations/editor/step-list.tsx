"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { addStep, stepsOf } from "@/lib/automations/form/steps";
import type { StepList } from "@/lib/automations/form/types";
import { forms, STEP_KINDS, type StepKindName } from "@/lib/automations/steps/forms";

import { useEditor } from "./editor-context";
import { controlId, focusSoon, messageAt } from "./issues";
import { RemovedNotice } from "./removed-notice";
import { StepCard } from "./step-card";

interface StepCardsProps {
  list: StepList;
  /** Path of the list in the definition, e.g. `steps` or `steps[0].branch[1].steps`. */
  path: string;
  label: string;
}

/** Buttons that add a step of each kind. Inside a step they are folded behind one button to save space. */
function AddStep({ list, path, label }: StepCardsProps) {
  const { form, catalogue, change, say } = useEditor();
  const isInner = typeof list === "number";
  const [isOpen, setIsOpen] = useState(false);
  const count = stepsOf(form, list).length;
  const titleOf = (kind: StepKindName) =>
    catalogue.stepKinds.find((one) => one.kind === kind)?.title ?? kind;
  const add = (kind: StepKindName) => {
    change((before) => addStep(before, list, kind), {
      label: `adding step “${titleOf(kind)}”`,
      place: path,
    });
    say(`A step was added, ${count + 1} of ${count + 1}.`);
    setIsOpen(false);
    focusSoon(controlId(`${path}[${count}].${forms[kind].first}`));
  };
  return (
    <div
      role="group"
      id={controlId(path)}
      tabIndex={-1}
      aria-label={`Add to: ${label}`}
      className="border-line-strong flex flex-wrap items-center gap-2 rounded-md border border-dashed p-2 sm:p-3"
    >
      {isInner ? (
        <Button size="sm" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          <Icon name={isOpen ? "minus" : "plus"} />
          Add a step
        </Button>
      ) : null}
      {!isInner || isOpen
        ? STEP_KINDS.map((kind) => (
            <Button
              key={kind}
              size="sm"
              title={catalogue.stepKinds.find((one) => one.kind === kind)?.description}
              className="max-w-full"
              onClick={() => add(kind)}
            >
              {isInner ? null : <Icon name="plus" />}
              <span className="truncate">{titleOf(kind)}</span>
            </Button>
          ))
        : null}
    </div>
  );
}

/** Edits a list of steps, also inside another step. */
export function StepCards({ list, path, label }: StepCardsProps) {
  const { form, issues, canEdit } = useEditor();
  const steps = stepsOf(form, list);
  const error = typeof list === "number" ? messageAt(issues, path) : undefined;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {steps.length > 0 ? (
        <ol aria-label={label} className="grid grid-cols-[minmax(0,1fr)] gap-3">
          {steps.map((step, index) => (
            <li key={step.uid} className="grid grid-cols-[minmax(0,1fr)] gap-3">
              <RemovedNotice list={path} index={index} />
              <StepCard
                step={step}
                path={`${path}[${index}]`}
                listPath={path}
                index={index}
                count={steps.length}
                renderSteps={(inner) => <StepCards {...inner} />}
              />
            </li>
          ))}
        </ol>
      ) : null}
      <RemovedNotice list={path} index={steps.length} />
      {error ? (
        <p role="alert" className="text-danger-ink text-xs">
          {steps.length === 0 ? "Add at least one step" : error}
        </p>
      ) : null}
      {canEdit ? <AddStep list={list} path={path} label={label} /> : null}
    </div>
  );
}
