"use client";

import { useId, useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import type { FieldOption } from "@/lib/automations/form/fields";
import { isSame } from "@/lib/automations/form/json";

import { controlId, focusSoon } from "./issues";
import { TemplateField } from "./template-field";

interface Row {
  readonly name: string;
  readonly value: unknown;
}

const toRows = (record: Readonly<Record<string, unknown>>): Row[] =>
  Object.entries(record).map(([name, value]) => ({ name, value }));
const toRecord = (rows: readonly Row[]) =>
  Object.fromEntries(
    rows.filter(({ name }) => name !== "").map(({ name, value }) => [name, value ?? ""]),
  );

interface RecordEditorProps {
  /** Path of the record in the definition. */
  path: string;
  label: string;
  /** Name of one entry for labels: "field", "header". */
  noun: string;
  record: Readonly<Record<string, unknown>>;
  fields: readonly FieldOption[];
  disabled: boolean;
  errorAt: (path: string) => string | undefined;
  onRecord: (record: Readonly<Record<string, unknown>>) => void;
}

type EntryProps = Pick<RecordEditorProps, "path" | "noun" | "fields" | "disabled" | "errorAt"> & {
  row: Row;
  number: number;
  onRow: (row: Row) => void;
  onRemove: () => void;
};

function Entry({
  row,
  number,
  path,
  noun,
  fields,
  disabled,
  errorAt,
  onRow,
  onRemove,
}: EntryProps) {
  const { name, value } = row;
  return (
    <div className="border-line grid gap-3 border-l-2 pl-3 sm:grid-cols-[12rem_1fr]">
      <Field
        label={`Name of ${noun} ${number}`}
        disabled={disabled}
        value={name}
        onChange={(event) => onRow({ name: event.target.value, value })}
        action={
          disabled ? null : (
            <Button
              size="icon"
              variant="ghost"
              aria-label={`Remove ${noun} ${name || number}`}
              onClick={onRemove}
            >
              <Icon name="cross" />
            </Button>
          )
        }
      />
      <TemplateField
        id={controlId(`${path}.${name}`)}
        label={`Value of ${name || `${noun} ${number}`}`}
        value={value === "" ? undefined : value}
        type="any"
        fields={fields}
        disabled={disabled}
        error={errorAt(`${path}.${name}`)}
        onValue={(next) => onRow({ name, value: next })}
      />
    </div>
  );
}

/** Edits key-value pairs, such as the data of a published event. */
export function RecordEditor({ label, record, onRecord, ...shared }: RecordEditorProps) {
  const { noun, disabled } = shared;
  const add = useId();
  const [own, setOwn] = useState(() => toRows(record));
  const rows = isSame(toRecord(own), record) ? own : toRows(record);
  const set = (next: readonly Row[]) => {
    setOwn([...next]);
    onRecord(toRecord(next));
  };
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-2 text-sm font-medium">{label}</legend>
      {rows.map((row, index) => (
        <Entry
          // A name changes while it is typed, so rows are identified by position.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          {...shared}
          row={row}
          number={index + 1}
          onRow={(next) => set(rows.with(index, next))}
          onRemove={() => {
            set(rows.toSpliced(index, 1));
            focusSoon(add);
          }}
        />
      ))}
      {disabled ? null : (
        <Button
          id={add}
          size="sm"
          className="w-fit"
          onClick={() => set([...rows, { name: "", value: undefined }])}
        >
          <Icon name="plus" />
          Add a {noun}
        </Button>
      )}
    </fieldset>
  );
}
