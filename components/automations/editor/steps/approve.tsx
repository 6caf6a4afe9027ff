import { Field } from "@/components/ui/field";

import { controlId } from "../issues";
import { DURATION_HINT, recordOf, textIn, type StepPartProps } from "../step-props";
import { TemplateField } from "../template-field";

/** Edits a step that asks for an approval. */
export function StepFields({ step, path, fields, errorAt, disabled, setBody }: StepPartProps) {
  const ask = recordOf(step.body["approve"]);
  return (
    <>
      <TemplateField
        id={controlId(`${path}.approve.reason`)}
        label="Question for the approver"
        isLong
        value={ask["reason"]}
        fields={fields}
        disabled={disabled}
        error={errorAt(`${path}.approve.reason`)}
        onValue={(reason) => setBody({ approve: { ...ask, reason: reason ?? "" } })}
      />
      <Field
        id={controlId(`${path}.approve.timeout`)}
        label="Timeout"
        hint={DURATION_HINT}
        disabled={disabled}
        value={textIn(ask["timeout"])}
        error={errorAt(`${path}.approve.timeout`)}
        onChange={({ target }) => setBody({ approve: { ...ask, timeout: target.value } })}
      />
    </>
  );
}
