"use client";

import { useState, useTransition } from "react";

import { Button } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";
import { useToast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/core/action-result";

/** Reads one object at the provider again, by its type and id. */
export function RereadForm({
  types,
  reread,
}: {
  types: readonly { readonly type: string; readonly label: string }[];
  reread: (type: string, id: string) => Promise<ActionResult<unknown>>;
}) {
  const toast = useToast();
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isPending, startTransition] = useTransition();
  return (
    <form
      aria-label="Read one object again"
      className="border-line grid items-start gap-3 border-t p-4 sm:grid-cols-[12rem_minmax(0,1fr)_auto]"
      onSubmit={(event) => {
        event.preventDefault();
        const values = new FormData(event.currentTarget);
        const text = (name: string) => {
          const value = values.get(name);
          return typeof value === "string" ? value : "";
        };
        startTransition(async () => {
          const result = await reread(text("type"), text("id"));
          setProblem(result.ok ? undefined : result.message);
          if (result.ok) toast.success("The object will be read again in a moment.");
        });
      }}
    >
      <SelectField
        name="type"
        label="Read one object again"
        options={types.map(({ type, label }) => ({ value: type, label }))}
      />
      <Field name="id" label="Id" placeholder="cus_…" required error={problem} />
      <Button type="submit" pending={isPending} className="sm:mt-6">
        Read again
      </Button>
    </form>
  );
}
