import { Field } from "@/components/ui/field";
import { eventFields } from "@/lib/automations/form/fields";

import { ConditionEditor } from "../condition-editor";
import { useEditor } from "../editor-context";
import { controlId } from "../issues";
import { DURATION_HINT, recordOf, textIn, type StepPartProps } from "../step-props";

/** Edits a step that waits for an event. */
export function StepFields({ step, path, fields, errorAt, disabled, set, setBody }: StepPartProps) {
  const { catalogue } = useEditor();
  const wait = recordOf(step.body["waitFor"]);
  const event = textIn(wait["event"]);
  const list = `${controlId(path)}-events`;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          id={controlId(`${path}.waitFor.event`)}
          label="Event name or pattern"
          list={list}
          disabled={disabled}
          value={event}
          error={errorAt(`${path}.waitFor.event`)}
          onChange={({ target }) => setBody({ waitFor: { ...wait, event: target.value } })}
        />
        <datalist id={list}>
          {catalogue.events.map(({ type, title }) => (
            <option key={type} value={type}>
              {title}
            </option>
          ))}
        </datalist>
        <Field
          id={controlId(`${path}.waitFor.timeout`)}
          label="Timeout"
          hint={DURATION_HINT}
          disabled={disabled}
          value={textIn(wait["timeout"])}
          error={errorAt(`${path}.waitFor.timeout`)}
          onChange={({ target }) => setBody({ waitFor: { ...wait, timeout: target.value } })}
        />
      </div>
      <ConditionEditor
        path={`${path}.waitFor.where`}
        label="Only events where"
        emptyText="– any of these events"
        condition={step.where}
        fields={[...eventFields(catalogue, event), ...fields]}
        error={errorAt(`${path}.waitFor.where`)}
        disabled={disabled}
        onChange={(where) => set({ where })}
      />
    </>
  );
}
