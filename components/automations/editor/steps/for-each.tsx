import { Field } from "@/components/ui/field";

import { InnerGroup } from "../inner-group";
import { controlId } from "../issues";
import { textIn, type StepPartProps } from "../step-props";
import { TemplateField } from "../template-field";

/** Edits the list of a loop and the steps that run once for each of its items. */
export function StepFields(props: StepPartProps) {
  const { step, path, fields, errorAt, disabled, setBody, renderSteps } = props;
  const [list] = step.inner;
  const name = textIn(step.body["as"]) || "item";
  return (
    <>
      <TemplateField
        id={controlId(`${path}.forEach`)}
        label="List"
        hint="A field that contains a list, such as the items of an order"
        value={step.body["forEach"]}
        fields={fields}
        disabled={disabled}
        error={errorAt(`${path}.forEach`)}
        onValue={(value) => setBody({ forEach: value ?? "" })}
      />
      <Field
        id={controlId(`${path}.as`)}
        label="Item name"
        hint={`Use it in fields like this: {{${name}.id}}`}
        disabled={disabled}
        value={textIn(step.body["as"])}
        placeholder="item"
        error={errorAt(`${path}.as`)}
        onChange={({ target }) => setBody({ as: target.value || undefined })}
      />
      {list ? (
        <InnerGroup
          id={`${controlId(`${path}.steps`)}-each`}
          label={`For each ${name} of ${step.id}`}
          title={`For each ${name}`}
        >
          {renderSteps({
            list: list.uid,
            path: `${path}.steps`,
            label: `Steps for each ${name} of ${step.id}`,
          })}
        </InnerGroup>
      ) : null}
    </>
  );
}
