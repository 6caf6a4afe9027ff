import { SelectField } from "@/components/ui/field";

import { controlId } from "../issues";
import { RecordEditor } from "../record-editor";
import { Retries } from "../retries";
import { recordOf, textIn, type StepPartProps } from "../step-props";
import { TemplateField } from "../template-field";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"].map((value) => ({ value, label: value }));

/** Edits a step that sends an HTTP request. */
export function StepFields(props: StepPartProps) {
  const { step, path, fields, errorAt, disabled, setBody } = props;
  const request = recordOf(step.body["http"]);
  const set = (change: Readonly<Record<string, unknown>>) =>
    setBody({ http: { ...request, ...change } });
  const shared = { fields, disabled, errorAt };
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[8rem_1fr]">
        {/* The label is as tall as the button next to the label of the URL. */}
        <div
          className={
            disabled ? "" : "sm:[&_label]:leading-7 pointer-coarse:sm:[&_label]:leading-11"
          }
        >
          <SelectField
            id={controlId(`${path}.http.method`)}
            label="Method"
            disabled={disabled}
            value={textIn(request["method"]) || "POST"}
            options={METHODS}
            onChange={({ target }) => set({ method: target.value })}
          />
        </div>
        <TemplateField
          id={controlId(`${path}.http.url`)}
          label="URL"
          hint="An https URL on a host that this installation allows"
          value={request["url"]}
          fields={fields}
          disabled={disabled}
          error={errorAt(`${path}.http.url`)}
          onValue={(url) => set({ url: url ?? "" })}
        />
      </div>
      <RecordEditor
        path={`${path}.http.headers`}
        label="Headers"
        noun="header"
        record={recordOf(request["headers"])}
        onRecord={(headers) => set({ headers })}
        {...shared}
      />
      <RecordEditor
        path={`${path}.http.body`}
        label="Body (JSON)"
        noun="field"
        record={recordOf(request["body"])}
        onRecord={(body) => set({ body })}
        {...shared}
      />
      <Retries {...props} />
    </>
  );
}
