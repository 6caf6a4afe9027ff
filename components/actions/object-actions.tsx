"use client";

import { lazy, Suspense, useState } from "react";

import { Button } from "@/components/ui/button";

import type { ObjectActionsProps } from "./action-props";

const ActionSheet = lazy(async () => ({ default: (await import("./action-sheet")).ActionSheet }));

/** Buttons of what can be done to an object now. Each opens a form that says what will happen. */
export function ObjectActions({ target, actions, ...calls }: ObjectActionsProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const action = actions.find((one) => one.action === chosen);
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {actions.map((one) => (
        <Button key={one.action} aria-haspopup="dialog" onClick={() => setChosen(one.action)}>
          {one.label}
        </Button>
      ))}
      {action ? (
        <Suspense fallback={null}>
          <ActionSheet {...calls} target={target} action={action} onClose={() => setChosen(null)} />
        </Suspense>
      ) : null}
    </div>
  );
}
