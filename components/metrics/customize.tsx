"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";

import { moveItem } from "@/components/dashboard/layout";
import { Popover } from "@/components/shell/popover";
import { answerOf } from "@/components/ui/answer-of";
import { Button, buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { useToast } from "@/components/ui/toast";
import {
  arrangementOf,
  layoutOf,
  type Arrangement,
  type PartChoice,
} from "@/lib/business/overview-layout";
import type { OverviewLayout } from "@/lib/contracts/overview";
import type { ActionResult } from "@/lib/core/action-result";

const ID = "customize-overview";

type Save = (layout: OverviewLayout | null) => Promise<ActionResult<unknown>>;

function Parts<Key extends string>({
  title,
  parts,
  pending,
  onChange,
}: {
  title: string;
  parts: readonly PartChoice<Key>[];
  pending: boolean;
  onChange: (parts: readonly PartChoice<Key>[]) => void;
}) {
  return (
    <fieldset className="grid gap-0.5" disabled={pending}>
      <legend className="text-muted mb-1 text-xs font-medium">{title}</legend>
      {parts.map((part, index) => (
        <div key={part.key} className="hover:bg-hover rounded-badge flex items-center gap-1 pr-1">
          <label className="flex min-h-8 min-w-0 flex-1 items-center gap-2 px-2 text-sm pointer-coarse:min-h-11">
            <input
              type="checkbox"
              checked={part.isShown}
              onChange={({ target: { checked } }) =>
                onChange(parts.with(index, { ...part, isShown: checked }))
              }
            />
            <span className="truncate">{part.label}</span>
          </label>
          <Button
            size="sm"
            variant="ghost"
            className="disabled:invisible"
            aria-label={`Move ${part.label} up`}
            disabled={index === 0}
            onClick={() => onChange(moveItem(parts, index, -1))}
          >
            <Icon name="up" className="size-3.5" />
          </Button>
          <Button
            size="sm"
            variant="ghost"
            className="disabled:invisible"
            aria-label={`Move ${part.label} down`}
            disabled={index === parts.length - 1}
            onClick={() => onChange(moveItem(parts, index, 1))}
          >
            <Icon name="down" className="size-3.5" />
          </Button>
        </div>
      ))}
    </fieldset>
  );
}

/** Saves a layout and offers the one before. */
function useSavedLayout(saved: OverviewLayout | null, save: Save) {
  const toast = useToast();
  const router = useRouter();
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<string>();
  const keep = (next: OverviewLayout | null, done: () => void) =>
    start(async () => {
      const result = await answerOf(save(next), "the overview was changed");
      setProblem(result.ok ? undefined : result.message);
      if (!result.ok) return;
      document.querySelector<HTMLElement>(`#${ID}`)?.hidePopover?.();
      done();
      router.refresh();
    });
  return {
    pending,
    problem,
    change: (next: OverviewLayout | null) =>
      keep(next, () =>
        toast.success(
          next === null ? "The overview is as it was at first." : "Saved your overview.",
          {
            label: "Undo",
            onSelect: () => keep(saved, () => toast.success("Your overview is as before.")),
          },
        ),
      ),
  };
}

function Choices({
  first,
  isDefault,
  pending,
  problem,
  onSave,
}: {
  first: Arrangement;
  isDefault: boolean;
  pending: boolean;
  problem: string | undefined;
  onSave: (layout: OverviewLayout | null) => void;
}) {
  const [{ tiles, blocks }, setArrangement] = useState(first);
  const isChanged = JSON.stringify(layoutOf({ tiles, blocks })) !== JSON.stringify(layoutOf(first));
  return (
    <div className="grid gap-3 p-2">
      <div className="grid max-h-[60dvh] gap-3 overflow-y-auto">
        <Parts
          title="Figures"
          parts={tiles}
          pending={pending}
          onChange={(next) => setArrangement({ blocks, tiles: next })}
        />
        <Parts
          title="Blocks"
          parts={blocks}
          pending={pending}
          onChange={(next) => setArrangement({ tiles, blocks: next })}
        />
      </div>
      <p className="text-muted text-xs">Only you see this arrangement.</p>
      <p role="alert" className="text-danger-ink text-xs empty:hidden">
        {problem}
      </p>
      <div className="flex items-center justify-between gap-2">
        <Button
          size="sm"
          variant="ghost"
          disabled={isDefault}
          pending={pending}
          onClick={() => onSave(null)}
        >
          Reset to default
        </Button>
        <Button
          size="sm"
          variant="primary"
          disabled={!isChanged}
          pending={pending}
          onClick={() => onSave(layoutOf({ tiles, blocks }))}
        >
          Save
        </Button>
      </div>
    </div>
  );
}

/** Chooses the figures and blocks of the overview and their order, for one person in one workspace. */
export function Customize({
  saved,
  save,
}: {
  /** The layout that the page shows; `null` for the default. */
  saved: OverviewLayout | null;
  save: Save;
}) {
  const { pending, problem, change } = useSavedLayout(saved, save);
  return (
    <>
      <button
        type="button"
        popoverTarget={ID}
        style={{ anchorName: `--${ID}` }}
        className={buttonClass({})}
      >
        <Icon name="columns" />
        Customize
      </button>
      <Popover
        id={ID}
        label="Customize the overview"
        className="w-80 max-w-[90vw]"
        anchor={`--${ID}`}
      >
        {/* A layout that was saved, here or by Undo, is where the next change begins. */}
        <Choices
          key={JSON.stringify(saved)}
          first={arrangementOf(saved)}
          isDefault={saved === null}
          pending={pending}
          problem={problem}
          onSave={change}
        />
      </Popover>
    </>
  );
}
