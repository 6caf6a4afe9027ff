import type { Route } from "next";
import Link from "next/link";

import {
  CHOICE_BUTTON,
  CHOICE_GROUP,
  ChoiceLinks,
  ChoiceMenu,
  type Choice,
} from "@/components/shell/choice-menu";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";

/** What the bar above figures shows: whose time, compared with what, in which parts and currency. */
export interface RangeBarView {
  readonly path: string;
  readonly ranges: readonly Choice[];
  readonly rangeLabel: string;
  /** The days of the time: `Nov 1 – Nov 30`. */
  readonly days: string;
  readonly custom: { readonly from: string; readonly to: string };
  /** Values of the address that the form for other days keeps. */
  readonly kept: Readonly<Record<string, string>>;
  readonly comparisons: readonly Choice[];
  readonly comparisonLabel: string;
  readonly comparedDays: string | null;
  /** Empty where the page has no parts to choose. */
  readonly sizes: readonly Choice[];
  readonly currencies: readonly Choice[];
  readonly currency: string;
  /** Zone and time of the figures, in words. */
  readonly note: string;
}

const SPAN = "text-muted inline-flex items-center px-2.5 text-sm whitespace-nowrap max-md:hidden";

function CustomDays({ path, custom, kept }: Pick<RangeBarView, "path" | "custom" | "kept">) {
  return (
    <form action={path} className="border-line mt-2 grid gap-2 border-t p-2 pt-3">
      {Object.entries(kept).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <input type="hidden" name="range" value="custom" />
      <Field name="from" label="From" type="date" defaultValue={custom.from} />
      <Field name="to" label="To, that day included" type="date" defaultValue={custom.to} />
      <Button type="submit" size="sm">
        Show these days
      </Button>
    </form>
  );
}

function Sizes({ sizes }: Pick<RangeBarView, "sizes">) {
  if (sizes.length === 0) return null;
  return (
    <nav aria-label="Parts of the time" className={CHOICE_GROUP}>
      {sizes.map(({ key, label, href, isCurrent }) => (
        <Link
          key={key}
          href={href as Route}
          scroll={false}
          {...(isCurrent ? { "aria-current": "true" as const } : {})}
          className={`${CHOICE_BUTTON} text-muted aria-[current]:bg-sunken aria-[current]:text-ink`}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}

/** Chooses the time of the figures, what it is compared with, its parts and the currency. All of it is in the address. */
export function RangeBar({ view }: { view: RangeBarView }) {
  return (
    <div className="mb-4 flex items-center gap-2 max-md:-mx-4 max-md:overflow-x-auto max-md:px-4 md:flex-wrap">
      <div className={CHOICE_GROUP}>
        <ChoiceMenu
          id="range"
          label="Time"
          current={view.days}
          panel={
            <>
              <ChoiceLinks choices={view.ranges} />
              <CustomDays path={view.path} custom={view.custom} kept={view.kept} />
            </>
          }
        >
          <Icon name="clock" className="text-muted size-3.5" />
          {view.rangeLabel}
        </ChoiceMenu>
        <span className={SPAN}>{view.days}</span>
      </div>
      <div className={CHOICE_GROUP}>
        <ChoiceMenu
          id="compare"
          label="Compare"
          current={view.comparisonLabel}
          panel={<ChoiceLinks choices={view.comparisons} />}
        >
          <span className="text-muted font-normal">Compare</span>
          {view.comparisonLabel}
        </ChoiceMenu>
        {view.comparedDays === null ? null : <span className={SPAN}>{view.comparedDays}</span>}
      </div>
      <Sizes sizes={view.sizes} />
      <div className={CHOICE_GROUP}>
        {view.currencies.length > 1 ? (
          <ChoiceMenu
            id="currency"
            label="Currency"
            current={view.currency}
            panel={<ChoiceLinks choices={view.currencies} />}
          >
            {view.currency}
          </ChoiceMenu>
        ) : (
          <span className="inline-flex h-8 items-center px-2.5 text-sm font-medium">
            {view.currency}
          </span>
        )}
      </div>
      <p className="text-muted ml-auto text-xs whitespace-nowrap max-md:hidden">{view.note}</p>
    </div>
  );
}
