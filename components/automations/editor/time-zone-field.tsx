"use client";

import { useId, useState } from "react";

import { Field } from "@/components/ui/field";

import { useEditor } from "./editor-context";

/** A time zone by its IANA name; those of the connected accounts are suggested first. */
export function TimeZoneField({
  id,
  value,
  error,
  disabled,
  onZone,
}: {
  id: string;
  value: string;
  error: string | undefined;
  disabled: boolean;
  onZone: (zone: string) => void;
}) {
  const { connections } = useEditor();
  const [zones, setZones] = useState<readonly string[]>([]);
  const list = useId();
  const accounts = new Map(
    connections.flatMap(({ timeZone, label }) => (timeZone ? [[timeZone, label] as const] : [])),
  );
  return (
    <>
      <Field
        label="Time zone"
        id={id}
        list={list}
        disabled={disabled}
        value={value}
        error={error}
        hint={accounts.has(value) ? `The zone of ${accounts.get(value)}` : "Like Europe/Berlin"}
        // Server and browser may know different zones, so the list is made here and when it is needed.
        onFocus={() => setZones(Intl.supportedValuesOf("timeZone"))}
        onChange={(event) => onZone(event.target.value)}
      />
      <datalist id={list}>
        {[...accounts].map(([zone, label]) => (
          <option key={zone} value={zone}>
            {`${zone}, ${label}`}
          </option>
        ))}
        {zones.map((zone) =>
          accounts.has(zone) ? null : (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ),
        )}
      </datalist>
    </>
  );
}
