import type { Route } from "next";
import Link from "next/link";

import { Popover } from "@/components/shell/popover";
import { Button, buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import type { ColumnChoice } from "@/lib/business/columns";

const ID = "choose-columns";

/** Chooses the columns of a list. It works without a script, because its panel is a form. */
export function ColumnChooser({
  path,
  kept,
  choices,
  resetHref,
}: {
  path: string;
  /** The rest of the address. */
  kept: Readonly<Record<string, string>>;
  choices: readonly ColumnChoice[];
  /** Address with the usual columns; `null` while they are shown. */
  resetHref: string | null;
}) {
  return (
    <div className="max-md:hidden">
      <button
        type="button"
        popoverTarget={ID}
        style={{ anchorName: `--${ID}` }}
        className={buttonClass({ variant: "ghost", size: "sm" })}
      >
        <Icon name="columns" />
        Columns
      </button>
      <Popover id={ID} label="Columns" className="w-56" anchor={`--${ID}`}>
        <form action={path} className="grid gap-3 p-2">
          {Object.entries(kept).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <fieldset className="grid gap-1">
            <legend className="text-muted mb-1 text-xs font-medium">Shown columns</legend>
            {choices.map(({ key, heading, isShown }) => (
              <label key={`${key} ${isShown}`} className="flex min-h-7 items-center gap-2 text-sm">
                <input type="checkbox" name="cols" value={key} defaultChecked={isShown} />
                {heading}
              </label>
            ))}
          </fieldset>
          <div className="flex items-center justify-between gap-2">
            {resetHref === null ? (
              <span />
            ) : (
              <Link
                href={resetHref as Route}
                scroll={false}
                className="text-muted hover:text-ink text-xs"
              >
                Usual columns
              </Link>
            )}
            <Button type="submit" variant="primary" size="sm">
              Apply
            </Button>
          </div>
        </form>
      </Popover>
    </div>
  );
}
