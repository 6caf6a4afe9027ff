"use client";

import { lazy } from "react";

import { Button } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { textOf, valueOf } from "@/lib/automations/form/condition";
import type { FieldOption } from "@/lib/automations/form/fields";
import { changeRow, isCurrencyRow, moneyOf, withCurrency } from "@/lib/automations/form/money";
import {
  TESTS,
  type ConditionForm,
  type ConditionRow,
  type Test,
} from "@/lib/automations/form/types";

import { ConditionValue } from "./condition-value";
import { controlId, focusPlace } from "./issues";

const JsonField = lazy(async () => ({ default: (await import("./json-field")).JsonField }));

const TEST_WORDS: Readonly<Record<Test, string>> = {
  eq: "is",
  ne: "is not",
  gt: "is more than",
  gte: "is at least",
  lt: "is less than",
  lte: "is at most",
  contains: "contains",
  in: "is one of",
  exists: "exists",
};

interface RowProps {
  rows: readonly ConditionRow[];
  at: number;
  row: ConditionRow;
  number: number;
  fields: readonly FieldOption[];
  disabled: boolean;
  setRows: (rows: readonly ConditionRow[]) => void;
  onRemove: () => void;
}

function Row({ rows, at, row, number, fields, disabled, setRows, onRemove }: RowProps) {
  const onRow = (next: ConditionRow) => setRows(changeRow(rows, at, next, fields));
  const known = fields.find(({ path }) => path === row.field);
  const options = [
    { value: "", label: "Choose a field" },
    ...(known || row.field === "" ? [] : [{ value: row.field, label: row.field }]),
    ...fields.map(({ path, group, sample }) => ({
      value: path,
      label: sample ? `${path} (${sample})` : path,
      group,
    })),
  ];
  return (
    <fieldset className="border-line grid items-start gap-3 border-t pt-3 first:border-t-0 first:pt-0 sm:grid-cols-[minmax(0,1.75fr)_minmax(0,1.25fr)_minmax(0,1.5fr)_auto]">
      <legend className="sr-only">Condition {number}</legend>
      <SelectField
        label="Field"
        disabled={disabled}
        value={row.field}
        options={options}
        onChange={(event) => onRow({ ...row, field: event.target.value })}
      />
      <SelectField
        label="Operator"
        disabled={disabled}
        value={row.test}
        options={TESTS.map((test) => ({ value: test, label: TEST_WORDS[test] }))}
        onChange={(event) => {
          const test = event.target.value as Test; // the options are exactly the tests
          onRow({ ...row, test, value: valueOf(test, textOf(row.value), known?.value) });
        }}
      />
      <ConditionValue
        row={row}
        field={known}
        money={moneyOf(row, rows, fields)}
        disabled={disabled}
        onRow={onRow}
        onCurrency={(money, value) =>
          setRows(withCurrency(rows.with(at, { ...row, value }), at, money))
        }
      />
      {disabled ? null : (
        <Button
          variant="ghost"
          size="icon"
          aria-label={`Remove condition ${number}`}
          onClick={onRemove}
          className="justify-self-end sm:mt-6.5"
        >
          <Icon name="cross" />
        </Button>
      )}
    </fieldset>
  );
}

export interface ConditionEditorProps {
  /** Path of the condition in the definition. */
  path: string;
  label: string;
  /** Owner of the condition for screen readers, such as "step ticket". */
  of?: string;
  /** Shown while there is no condition. */
  emptyText: string;
  condition: ConditionForm;
  fields: readonly FieldOption[];
  error: string | undefined;
  disabled: boolean;
  onChange: (condition: ConditionForm) => void;
}

function Expression({
  path,
  label,
  error,
  disabled,
  onChange,
  text,
}: ConditionEditorProps & { text: string }) {
  return (
    <div className="grid gap-2">
      <Field
        id={controlId(path)}
        label={`${label}, as an expression`}
        hint="For example: data.amount >= 5000 && data.currency === 'usd'"
        error={error}
        disabled={disabled}
        value={text}
        onChange={(event) => onChange({ kind: "text", text: event.target.value })}
        className="font-mono text-xs"
      />
      {disabled ? null : (
        <Button
          size="sm"
          variant="ghost"
          className="w-fit"
          onClick={() => onChange({ kind: "rows", rows: [] })}
        >
          Use rows instead
        </Button>
      )}
    </div>
  );
}

/** Edits a condition as rows that must all be true, or as an expression or JSON if rows cannot express it. */
export function ConditionEditor(props: ConditionEditorProps) {
  const { path, label, of, emptyText, condition, fields, error, disabled, onChange } = props;
  if (condition.kind === "text") return <Expression {...props} text={condition.text} />;
  if (condition.kind === "json")
    return (
      <JsonField
        id={controlId(path)}
        label={`${label}, as JSON`}
        value={condition.json}
        error={error}
        disabled={disabled}
        onValue={(json) => onChange({ kind: "json", json })}
      />
    );
  const { rows } = condition;
  // The currency of an amount is shown next to the amount, not as a row.
  const shown = rows
    .map((row, at) => ({ row, at }))
    .filter(({ row }) => !isCurrencyRow(row, rows, fields));
  const set = (next: readonly ConditionRow[]) => onChange({ kind: "rows", rows: next });
  return (
    <div
      role="group"
      aria-label={of ? `${label}, ${of}` : label}
      id={controlId(path)}
      tabIndex={-1}
      className="grid gap-3"
    >
      <p className="text-sm font-medium">
        {label}
        {rows.length === 0 ? <span className="text-muted font-normal"> {emptyText}</span> : null}
      </p>
      {shown.map(({ row, at }, index) => (
        <Row
          // Rows have no name of their own; each is edited in its place.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          rows={rows}
          at={at}
          row={row}
          number={index + 1}
          fields={fields}
          disabled={disabled}
          setRows={set}
          onRemove={() => {
            set(changeRow(rows, at, null, fields));
            focusPlace(path, true);
          }}
        />
      ))}
      <p role="alert" className="text-danger-ink text-xs empty:hidden">
        {error}
      </p>
      {disabled ? null : (
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => set([...rows, { field: "", test: "eq", value: "" }])}>
            <Icon name="plus" />
            Add condition
          </Button>
          {rows.length === 0 ? (
            <Button size="sm" variant="ghost" onClick={() => onChange({ kind: "text", text: "" })}>
              Write an expression
            </Button>
          ) : null}
        </div>
      )}
    </div>
  );
}
