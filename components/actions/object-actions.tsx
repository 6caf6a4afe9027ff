"use client";

import { lazy, Suspense, useState } from "react";

import { Button } from "@/components/ui/button";
import { LazyMenu } from "@/components/ui/lazy-menu";

import type { ObjectActionsProps } from "./action-props";

const ActionSheet = lazy(async () => ({ default: (await import("./action-sheet")).ActionSheet }));

/** The other actions stand in a menu. */
const MAX_BUTTONS = 2;

/** Buttons of what can be done to an object now. Each opens a form that says what will happen. */
export function ObjectActions({ target, actions, ...calls }: ObjectActionsProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const action = actions.find((one) => one.action === chosen);
  const rest = actions.slice(MAX_BUTTONS);
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {actions.slice(0, MAX_BUTTONS).map((one) => (
        <Button key={one.action} aria-haspopup="dialog" onClick={() => setChosen(one.action)}>
          {one.label}
        </Button>
      ))}
      {rest.length > 0 ? (
        <LazyMenu
          label="More actions"
          items={rest.map((one) => ({
            label: `${one.label}…`,
            danger: one.isDestructive,
            onSelect: () => setChosen(one.action),
          }))}
        />
      ) : null}
      {action ? (
        <Suspense fallback={null}>
          <ActionSheet {...calls} target={target} action={action} onClose={() => setChosen(null)} />
        </Suspense>
      ) : null}
    </div>
  );
}
