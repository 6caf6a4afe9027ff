import { Field } from "@/components/ui/field";

import { controlId } from "../issues";
import { DURATION_HINT, textIn, type StepPartProps } from "../step-props";

/** Edits a step that waits for a duration. */
export function StepFields({ step, path, errorAt, disabled, setBody }: StepPartProps) {
  return (
    <Field
      id={controlId(`${path}.delay`)}
      label="Duration"
      hint={DURATION_HINT}
      disabled={disabled}
      value={textIn(step.body["delay"])}
      error={errorAt(`${path}.delay`)}
      onChange={(event) => setBody({ delay: event.target.value })}
    />
  );
}
