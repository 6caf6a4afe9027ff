"use client";

import { useActionState } from "react";

import { Button } from "@/components/ui/button";

import type { FormState } from "./form-state";

/** One click into the account that a local installation comes with. */
export function DemoButton({ action }: { action: () => Promise<FormState> }) {
  const [state, run, pending] = useActionState<FormState>(action, null);
  return (
    <form action={run} className="grid gap-2">
      <Button type="submit" variant="secondary" pending={pending}>
        {pending ? "One moment…" : "Continue with the demo account"}
      </Button>
      <p role="status" className="text-danger-ink text-sm empty:hidden">
        {state?.message}
      </p>
    </form>
  );
}
