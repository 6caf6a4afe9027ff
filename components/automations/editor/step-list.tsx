"use client";

import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { addStep } from "@/lib/automations/form/form";
import { STEP_KINDS, type StepKindName, type StepList } from "@/lib/automations/form/types";

import { useEditor } from "./editor-context";
import { controlId, focusSoon } from "./issues";
import { StepCard } from "./step-card";

/** The control of a new step that holds the focus first. */
const FIRST: Readonly<Record<StepKindName, string>> = {
  use: "use",
  publish: "publish",
  delay: "delay",
  delayUntil: "delayUntil",
  waitFor: "waitFor.event",
  branch: "branch",
  forEach: "forEach",
  approve: "approve.reason",
  http: "http.url",
};

/** Steps in their order, and buttons that add one of each kind. */
export function StepCards({ list, label }: { list: StepList; label: string }) {
  const { form, catalogue, canEdit, change, say } = useEditor();
  const steps = form[list];
  return (
    <div className="grid gap-3">
      {steps.length > 0 ? (
        <ol aria-label={label} className="grid gap-3">
          {steps.map((step, index) => (
            <li key={step.uid}>
              <StepCard step={step} list={list} index={index} count={steps.length} />
            </li>
          ))}
        </ol>
      ) : null}
      {canEdit ? (
        <div
          role="group"
          id={`add-${list}`}
          tabIndex={-1}
          aria-label={`Add to: ${label}`}
          className="border-line-strong flex flex-wrap items-center gap-2 rounded-md border border-dashed p-3"
        >
          {STEP_KINDS.map((kind) => (
            <Button
              key={kind}
              size="sm"
              title={catalogue.stepKinds.find((one) => one.kind === kind)?.description}
              onClick={() => {
                change((before) => addStep(before, list, kind));
                say(`A step was added, ${steps.length + 1} of ${steps.length + 1}.`);
                focusSoon(controlId(`${list}[${steps.length}].${FIRST[kind]}`));
              }}
            >
              <Icon name="plus" />
              {catalogue.stepKinds.find((one) => one.kind === kind)?.title ?? kind}
            </Button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
