import { SelectField } from "@/components/ui/field";
import type { PlainOperation } from "@/lib/automations/form/catalogue";
import { freeId } from "@/lib/automations/form/steps";
import type { FormState, StepForm } from "@/lib/automations/form/types";
import { humanise, withProvider } from "@/lib/core/text";

import { AccountField } from "../account-field";
import { useEditor } from "../editor-context";
import { controlId } from "../issues";
import { OperationFields } from "../operation-fields";
import { OperationSearch } from "../operation-search";
import { QuietHoursField } from "../quiet-hours-field";
import { Retries } from "../retries";
import { recordOf, textIn, type StepPartProps } from "../step-props";

/** Suggests a step id for an operation: `issue` for `jira.issues.create`. */
function nameFor(operation: string): string {
  const noun = operation.split(".").at(-2) ?? "step";
  const name = noun
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    // A plural, but no short name such as "sms".
    .replace(/(?<=\w{3})s$/, "");
  return /^[a-z]/.test(name) ? name : "step";
}

/** Returns the step's id after its operation changed. A generated id that nothing refers to is replaced. */
function newId(form: FormState, step: StepForm, operation: string): string {
  const wish = nameFor(operation);
  const made = ["step", nameFor(textIn(step.body["use"]))];
  const base = step.id.replace(/_\d+$/, "");
  const isUsed = JSON.stringify(form).includes(`steps.${step.id}.`);
  return base === wish || isUsed || !made.includes(base) ? step.id : freeId(form, wish);
}

function operationOptions(operations: readonly PlainOperation[]) {
  const order = { write: 0, destructive: 1, read: 2 };
  return [
    { value: "", label: "Choose an action" },
    ...operations
      .toSorted((a, b) => order[a.effect] - order[b.effect])
      .map(({ name, title, provider }) => ({
        value: name,
        // A closed list does not show its groups.
        label: withProvider(title, humanise(provider)),
        group: humanise(provider),
      })),
  ];
}

function Approval({
  operation,
  step,
  disabled,
  setBody,
}: StepPartProps & { operation: PlainOperation }) {
  const { movesMoney } = operation;
  const isAlways = operation.effect === "destructive" && !movesMoney;
  return (
    <label className="flex min-h-6 w-fit items-center gap-2 text-sm">
      <input
        type="checkbox"
        className="size-4"
        disabled={disabled || isAlways}
        checked={isAlways || step.body["approval"] === "required"}
        onChange={({ target }) => setBody({ approval: target.checked ? "required" : undefined })}
      />
      {movesMoney ? "Require approval for every amount" : "Require approval"}
    </label>
  );
}

/** Optional quiet hours. The time zone defaults to that of the account, otherwise to that of the browser. */
function QuietHours(props: StepPartProps & { provider: string }) {
  const { step, provider, disabled, setBody } = props;
  const { connections } = useEditor();
  const quiet = step.body["quiet"];
  const turn = (isOn: boolean) => {
    const accounts = connections.filter(({ timeZone }) => timeZone !== null);
    const zone =
      accounts.find(({ id }) => id === step.body["connection"])?.timeZone ??
      accounts.findLast((one) => one.provider === provider)?.timeZone ??
      accounts.at(-1)?.timeZone ??
      Intl.DateTimeFormat().resolvedOptions().timeZone;
    setBody({ quiet: isOn ? { from: "21:00", to: "08:00", timeZone: zone } : undefined });
  };
  return (
    <>
      <label className="flex min-h-6 w-fit items-center gap-2 text-sm">
        <input
          type="checkbox"
          className="size-4"
          disabled={disabled}
          checked={quiet !== undefined}
          onChange={({ target }) => turn(target.checked)}
        />
        Quiet hours: wait until they are over
      </label>
      {quiet === undefined ? null : <QuietHoursField {...props} />}
    </>
  );
}

/** Edits a step that runs an operation of a provider. */
export function StepFields(props: StepPartProps) {
  const { step, path, errorAt, disabled, set } = props;
  const { catalogue, form } = useEditor();
  const name = textIn(step.body["use"]);
  const operation = catalogue.operations.find((one) => one.name === name);
  const options = operationOptions(catalogue.operations);
  const isKnown = name === "" || operation !== undefined;
  const choose = (next: string) => {
    const found = catalogue.operations.find((one) => one.name === next);
    const kept = Object.fromEntries(
      Object.entries(recordOf(step.body["with"])).filter(([field]) =>
        found?.fields.some((one) => one.name === field),
      ),
    );
    const { connection: _other, ...body } = step.body;
    set({
      body: { ...body, use: next, with: kept },
      ...(next ? { id: newId(form, step, next) } : {}),
    });
  };
  return (
    <>
      <SelectField
        id={controlId(`${path}.use`)}
        label="Action"
        disabled={disabled}
        value={name}
        error={errorAt(`${path}.use`)}
        hint={operation?.description}
        options={isKnown ? options : [{ value: name, label: name }, ...options]}
        onChange={(event) => choose(event.target.value)}
      />
      {disabled
        ? null
        : catalogue.further.map((provider) => (
            <OperationSearch key={provider} provider={provider} value={name} onPick={choose} />
          ))}
      <AccountField provider={operation?.provider ?? ""} {...props} />
      {operation ? <OperationFields key={name} operation={operation} {...props} /> : null}
      {operation && operation.effect !== "read" ? (
        <Approval operation={operation} {...props} />
      ) : null}
      {(operation && operation.effect !== "read") || step.body["quiet"] !== undefined ? (
        <QuietHours provider={operation?.provider ?? ""} {...props} />
      ) : null}
      <Retries {...props} />
    </>
  );
}
