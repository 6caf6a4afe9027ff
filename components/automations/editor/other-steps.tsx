"use client";

import { Field, SelectField } from "@/components/ui/field";
import { eventFields } from "@/lib/automations/form/fields";
import { replaceStep } from "@/lib/automations/form/steps";

import { ConditionEditor } from "./condition-editor";
import { useEditor } from "./editor-context";
import { controlId } from "./issues";
import { JsonField } from "./json-field";
import { RecordEditor } from "./record-editor";
import { Retries } from "./retries";
import { DURATION_HINT, recordOf, textIn, type StepPartProps } from "./step-props";
import { TemplateField } from "./template-field";

export function PublishStep(props: StepPartProps) {
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

export function DelayStep({ step, path, errorAt, disabled, setBody }: StepPartProps) {
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

export function DelayUntilStep({ step, path, fields, errorAt, disabled, setBody }: StepPartProps) {
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

export function WaitForStep({
  step,
  path,
  fields,
  errorAt,
  disabled,
  set,
  setBody,
}: StepPartProps) {
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

export function ApproveStep({ step, path, fields, errorAt, disabled, setBody }: StepPartProps) {
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

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"].map((value) => ({ value, label: value }));

export function HttpStep(props: StepPartProps) {
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

export function OtherStep({ step, path, errorAt, disabled }: StepPartProps) {
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
