import { controlId } from "../issues";
import { type StepPartProps } from "../step-props";
import { TemplateField } from "../template-field";

/** Edits a step that waits until a time. */
export function StepFields({ step, path, fields, errorAt, disabled, setBody }: StepPartProps) {
  return (
    <TemplateField
      id={controlId(`${path}.delayUntil`)}
      label="Date and time"
      hint="A time such as 2026-12-01T09:00:00Z, or a field that holds one"
      value={step.body["delayUntil"]}
      fields={fields}
      disabled={disabled}
      error={errorAt(`${path}.delayUntil`)}
      onValue={(value) => setBody({ delayUntil: value ?? "" })}
    />
  );
}
