"use client";

import { useTransition } from "react";

/** Switches between the person's workspaces. With only one, it shows its name. */
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
  if (all.length < 2) return <p className="truncate text-sm font-semibold">{name}</p>;
  return (
    <label className="block text-sm">
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
        className="hover:bg-rail-hover rounded-control max-md:border-line h-8 w-full font-semibold max-md:h-11 max-md:border max-md:px-2"
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
