"use client";

import { useId, useState } from "react";

import { Field } from "@/components/ui/field";

import { useEditor } from "./editor-context";

/** Edits an IANA time zone; those of the connected accounts are suggested first. */
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
        hint={accounts.has(value) ? `Time zone of ${accounts.get(value)}` : "Such as Europe/Berlin"}
        // Server and browser may know different zones, so the list is made in the browser when it is needed.
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
