"use client";

import Link from "next/link";
import { useState } from "react";

import { SelectField } from "@/components/ui/field";
import type { PlainField, PlainOperation } from "@/lib/automations/form/catalogue";
import { freeId } from "@/lib/automations/form/steps";
import { fieldText } from "@/lib/automations/form/values";
import { humanise } from "@/lib/core/text";

import { useEditor } from "./editor-context";
import { controlId } from "./issues";
import { recordOf, textIn, type StepPartProps } from "./step-props";
import { TemplateField } from "./template-field";

/** What later steps call the result of an operation: `jira.issues.create` makes an `issue`. */
function nameFor(operation: string): string {
  const noun = operation.split(".").at(-2) ?? "step";
  const name = noun
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replace(/s$/, "");
  return /^[a-z]/.test(name) ? name : "step";
}

function operationOptions(operations: readonly PlainOperation[]) {
  const order = { write: 0, destructive: 1, read: 2 };
  return [
    { value: "", label: "Choose what to do" },
    ...operations
      .toSorted((a, b) => order[a.effect] - order[b.effect])
      .map(({ name, title, provider }) => ({
        value: name,
        // A closed list does not show its groups.
        label: `${title} – ${humanise(provider)}`,
        group: humanise(provider),
      })),
  ];
}

type InputProps = Omit<StepPartProps, "set"> & { field: PlainField };

function OperationField({ field, step, path, fields, errorAt, disabled, setBody }: InputProps) {
  const { name, title, description, required, type, options } = field;
  const input = recordOf(step.body["with"]);
  const value = input[name];
  const set = (next: unknown) => {
    const { [name]: _before, ...others } = input;
    setBody({ with: next === undefined ? others : { ...others, [name]: next } });
  };
  const place = `${path}.with.${name}`;
  const choices = type === "boolean" ? ["true", "false"] : options;
  const text = fieldText(value);
  const isChoice = choices.length > 0 && (text === "" || choices.includes(text));
  if (isChoice)
    return (
      <SelectField
        id={controlId(place)}
        label={required ? `${title} (required)` : title}
        hint={description || undefined}
        error={errorAt(place)}
        disabled={disabled}
        value={text}
        options={[
          { value: "", label: required ? "Choose" : "Not set" },
          ...choices.map((one) => ({ value: one, label: humanise(one) })),
        ]}
        onChange={({ target }) =>
          set(
            target.value === ""
              ? undefined
              : type === "boolean"
                ? target.value === "true"
                : target.value,
          )
        }
      />
    );
  return (
    <TemplateField
      id={controlId(place)}
      label={title}
      value={value}
      type={type}
      fields={fields}
      required={required}
      disabled={disabled}
      isLong={/^(?:text|body|description|comment|message)$/.test(name)}
      hint={description || (type === "list" ? "Separate with commas" : undefined)}
      error={errorAt(place)}
      onValue={set}
    />
  );
}

/** The fields of one operation: required and filled ones first, the rest folded. */
function OperationFields({ operation, ...props }: StepPartProps & { operation: PlainOperation }) {
  const input = recordOf(props.step.body["with"]);
  // Decided when the operation is chosen, so that no field moves while it is filled.
  const [main] = useState(
    () =>
      new Set(
        operation.fields
          .filter(({ name, required }) => required || Object.hasOwn(input, name))
          .map(({ name }) => name),
      ),
  );
  const known = new Set(operation.fields.map(({ name }) => name));
  const unknown = Object.keys(input).filter((name) => !known.has(name));
  const more = operation.fields.filter(({ name }) => !main.has(name));
  return (
    <>
      {operation.fields
        .filter(({ name }) => main.has(name))
        .map((field) => (
          <OperationField key={field.name} field={field} {...props} />
        ))}
      {unknown.map((name) => (
        <OperationField
          key={name}
          field={{ name, title: name, description: "", required: false, type: "any", options: [] }}
          {...props}
        />
      ))}
      {more.length > 0 ? (
        <details>
          <summary className="text-muted min-h-6 w-fit cursor-pointer py-1 text-sm">
            {more.length} more {more.length === 1 ? "field" : "fields"}
          </summary>
          <div className="grid gap-4 pt-3">
            {more.map((field) => (
              <OperationField key={field.name} field={field} {...props} />
            ))}
          </div>
        </details>
      ) : null}
    </>
  );
}

function Account({ provider, step, disabled, setBody }: StepPartProps & { provider: string }) {
  const { connections } = useEditor();
  const own = connections.filter((one) => one.provider === provider);
  if (provider !== "" && own.length === 0)
    return (
      <p className="bg-warning-soft text-warning-ink rounded-md px-3 py-2 text-sm">
        {humanise(provider)} is not connected, so this step would fail.{" "}
        <Link href="/settings/credentials" className="underline underline-offset-4">
          Connect it
        </Link>
      </p>
    );
  const chosen = textIn(step.body["connection"]);
  if (own.length < 2 && chosen === "") return null;
  return (
    <SelectField
      label="Account"
      disabled={disabled}
      value={chosen}
      options={[
        { value: "", label: "The first that was connected" },
        ...own.map(({ id, label }) => ({ value: id, label })),
      ]}
      onChange={({ target }) => setBody({ connection: target.value || undefined })}
    />
  );
}

/** One operation of a provider: which, and with what. */
export function UseStep(props: StepPartProps) {
  const { step, path, errorAt, disabled, set, setBody } = props;
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
      ...(/^step(?:_\d+)?$/.test(step.id) && next ? { id: freeId(form, nameFor(next)) } : {}),
    });
  };
  return (
    <>
      <SelectField
        id={controlId(`${path}.use`)}
        label="What to do"
        disabled={disabled}
        value={name}
        error={errorAt(`${path}.use`)}
        hint={operation?.description}
        options={isKnown ? options : [{ value: name, label: name }, ...options]}
        onChange={(event) => choose(event.target.value)}
      />
      <Account provider={operation?.provider ?? ""} {...props} />
      {operation ? <OperationFields key={name} operation={operation} {...props} /> : null}
      {operation && operation.effect !== "read" ? (
        <label className="flex min-h-6 w-fit items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="accent-accent size-4"
            disabled={disabled || operation.effect === "destructive"}
            checked={operation.effect === "destructive" || step.body["approval"] === "required"}
            onChange={({ target }) =>
              setBody({ approval: target.checked ? "required" : undefined })
            }
          />
          A person approves it each time
        </label>
      ) : null}
    </>
  );
}
