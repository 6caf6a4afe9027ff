"use client";

import { useState } from "react";

import { SelectField } from "@/components/ui/field";
import type { PlainField, PlainOperation } from "@/lib/automations/form/catalogue";
import { currencyFieldOf } from "@/lib/automations/form/money";
import { fieldText } from "@/lib/automations/form/values";
import { humanise } from "@/lib/core/text";

import { AmountField, type OwnCurrency } from "./amount-field";
import { ChoiceField } from "./choice-field";
import { controlId } from "./issues";
import { recordOf, textIn, type StepPartProps } from "./step-props";
import { TemplateField } from "./template-field";

type FieldsProps = StepPartProps & { operation: PlainOperation };
type InputProps = FieldsProps & { field: PlainField };

/** Makes an amount field of an operation count as having a currency: that of the payment. */
const WITH_CURRENCY = [{ path: "currency" }];

/** Returns the values of these fields, without those that a template fills when the automation runs. */
const fixedValues = (names: readonly string[], input: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const text = fieldText(input[name]);
      return text === "" || text.includes("{{") ? [] : [[name, text] as const];
    }),
  );

/** Titles of the fields that the choices depend on. `isOpen` is true if a template fills one of them. */
function neededBy(
  field: PlainField,
  operation: PlainOperation,
  input: Readonly<Record<string, unknown>>,
) {
  const names = field.choices?.needs ?? [];
  return {
    titles: names.map((name) => operation.fields.find((one) => one.name === name)?.title ?? name),
    isOpen: names.some((name) => fieldText(input[name]).includes("{{")),
  };
}

/** The currency that the operation's own input names beside an amount; `undefined` if it takes none. */
function ownCurrency(
  { fields }: PlainOperation,
  { currency }: Readonly<Record<string, unknown>>,
  set: OwnCurrency["set"],
): OwnCurrency | undefined {
  return fields.some(({ name }) => name === "currency") ? { currency, set } : undefined;
}

interface OptionsProps extends Omit<InputProps, "operation"> {
  options: readonly string[];
  text: string;
  set: (value: unknown) => void;
}

/** A field whose values are known. */
function OptionsField({ field, path, errorAt, disabled, options, text, set }: OptionsProps) {
  const { name, title, description, required, type } = field;
  const place = `${path}.with.${name}`;
  const choose = (value: string) => {
    if (value === "") set(undefined);
    else set(type === "boolean" ? value === "true" : value);
  };
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
        ...options.map((one) => ({ value: one, label: humanise(one) })),
      ]}
      onChange={({ target }) => choose(target.value)}
    />
  );
}

function OperationField(props: InputProps) {
  const { field, operation, step, path, fields, errorAt, disabled, setBody } = props;
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
  if (isChoice) return <OptionsField {...props} options={choices} text={text} set={set} />;
  const shared = {
    id: controlId(place),
    label: title,
    value,
    type,
    fields,
    required,
    disabled,
    error: errorAt(place),
    onValue: set,
  };
  const isAmount = operation.movesMoney && currencyFieldOf(name, WITH_CURRENCY) !== null;
  if (type === "number" && (field.isMoney || isAmount))
    return (
      <AmountField
        {...props}
        {...shared}
        hint={description}
        own={ownCurrency(operation, input, (currency, amount) =>
          setBody({ with: { ...input, currency, [name]: amount } }),
        )}
      />
    );
  if (field.choices)
    return (
      <ChoiceField
        {...shared}
        hint={description}
        provider={operation.provider}
        needs={neededBy(field, operation, input)}
        query={{
          operation: operation.name,
          field: name,
          connection: textIn(step.body["connection"]),
          values: fixedValues(field.choices.needs, input),
        }}
      />
    );
  return (
    <TemplateField
      {...shared}
      isLong={/^(?:text|body|description|comment|message)$/.test(name)}
      hint={description || (type === "list" ? "Separate with commas" : undefined)}
    />
  );
}

/** Fields of an operation: required, main and filled ones first, the rest folded. */
export function OperationFields(props: FieldsProps) {
  const { operation } = props;
  const input = recordOf(props.step.body["with"]);
  // Decided when the operation is chosen, so that no field moves while it is filled.
  const [main] = useState(
    () =>
      new Set(
        operation.fields
          .filter(({ name, required, isMain }) => required || isMain || Object.hasOwn(input, name))
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
