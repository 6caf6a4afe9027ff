"use client";

import { useTransition } from "react";

/** Which workspace is looked at. With one only, its name. */
export function WorkspaceSwitch({
  current,
  all,
  choose,
}: {
  current: string;
  all: readonly { id: string; name: string }[];
  choose: (id: string) => Promise<void>;
}) {
  const [pending, start] = useTransition();
  const name = all.find(({ id }) => id === current)?.name;
  if (all.length < 2) return <p className="truncate px-2.5 text-sm font-medium">{name}</p>;
  return (
    <label className="block px-2.5 text-sm">
      <span className="sr-only">Workspace</span>
      <select
        value={current}
        disabled={pending}
        onChange={(event) => {
          const { value } = event.target;
          start(async () => {
            await choose(value);
            // The stream, the log and every widget belong to one workspace.
            window.location.assign("/");
          });
        }}
        className="border-line bg-surface w-full rounded-md border px-2 py-1.5 font-medium"
      >
        {all.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
