"use client";

import { useState, useTransition } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";

/** A widget that can be added. */
export interface GalleryEntry {
  readonly type: string;
  readonly name: string;
  readonly description: string;
}

/** Every widget that ships, with a search. Stays open, so that several can be added in a row. */
export function AddWidget({
  open,
  onOpenChange,
  gallery,
  add,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  gallery: readonly GalleryEntry[];
  add: (type: string) => Promise<boolean>;
}) {
  const [search, setSearch] = useState("");
  const [pending, start] = useTransition();
  const found = gallery.filter(({ name, description }) =>
    `${name} ${description}`.toLowerCase().includes(search.trim().toLowerCase()),
  );
  const choose = (type: string) =>
    start(async () => {
      if (await add(type)) onOpenChange(false);
    });
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Add a widget">
      <Field
        label="Search"
        type="search"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <ul className="grid gap-1">
        {found.map(({ type, name, description }) => (
          <li
            key={type}
            className="border-line flex items-center gap-3 border-t py-2.5 first:border-t-0"
          >
            <div className="min-w-0 flex-1">
              <p className="text-sm font-medium">{name}</p>
              <p className="text-muted text-xs">{description}</p>
            </div>
            <Button
              size="sm"
              pending={pending}
              onClick={() => choose(type)}
              aria-label={`Add ${name}`}
            >
              Add
            </Button>
          </li>
        ))}
      </ul>
      {found.length === 0 ? (
        <p className="text-muted text-sm">No widget matches “{search}”.</p>
      ) : null}
    </Dialog>
  );
}
