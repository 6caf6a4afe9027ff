import { replaceStep } from "@/lib/automations/form/steps";

import { useEditor } from "../editor-context";
import { controlId } from "../issues";
import { JsonField } from "../json-field";
import { type StepPartProps } from "../step-props";

/** Edits a step that the form cannot show, as JSON. */
export function StepFields({ step, path, errorAt, disabled }: StepPartProps) {
  const { change } = useEditor();
  return (
    <JsonField
      id={controlId(path)}
      label="Step as JSON"
      value={step.body}
      error={errorAt(path)}
      disabled={disabled}
      onValue={(json) => change((form) => replaceStep(form, step.uid, json))}
    />
  );
}
