import { Field } from "@/components/ui/field";

import { controlId } from "../issues";
import { RecordEditor } from "../record-editor";
import { recordOf, textIn, type StepPartProps } from "../step-props";

/** Edits a step that publishes an event. */
export function StepFields(props: StepPartProps) {
  const { step, path, fields, errorAt, disabled, setBody } = props;
  return (
    <>
      <Field
        id={controlId(`${path}.publish`)}
        label="Event name"
        placeholder="onboarding.started"
        hint="Lower case with dots, beginning with your own namespace"
        disabled={disabled}
        value={textIn(step.body["publish"])}
        error={errorAt(`${path}.publish`)}
        onChange={(event) => setBody({ publish: event.target.value })}
      />
      <RecordEditor
        path={`${path}.with`}
        label="Data"
        noun="field"
        record={recordOf(step.body["with"])}
        fields={fields}
        disabled={disabled}
        errorAt={errorAt}
        onRecord={(record) => setBody({ with: record })}
      />
    </>
  );
}
