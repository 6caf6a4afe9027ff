import type { Route } from "next";
import Link from "next/link";

import { Popover } from "@/components/shell/popover";
import { Button } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import type { FilterChip, FilterField } from "@/lib/business/chips";
import { isObjectId } from "@/lib/business/customer-choices";

import { CustomerField } from "./customer-field";

const CHIP =
  "border-line-strong inline-flex h-7 max-w-full min-w-0 items-center rounded-full border text-xs pointer-coarse:h-9";

function PanelField({ field }: { field: FilterField }) {
  const {
    name,
    label,
    type = "text",
    placeholder,
    value,
    options,
    shown = "",
    account = "",
  } = field;
  if (type === "customer")
    return (
      <CustomerField {...{ name, label, account, shown, value: isObjectId(value) ? value : "" }} />
    );
  if (options)
    return <SelectField name={name} label={label} options={options} defaultValue={value} />;
  return (
    <Field name={name} label={label} type={type} placeholder={placeholder} defaultValue={value} />
  );
}

/** A form that goes to the same page with the other conditions kept. */
function Panel({
  path,
  chip,
  kept,
}: {
  path: string;
  chip: FilterChip;
  kept: Readonly<Record<string, string>>;
}) {
  return (
    <form action={path} className="grid gap-3 p-2">
      {Object.entries(kept).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {chip.fields.map((field) => (
        <PanelField key={`${field.name} ${field.value}`} field={field} />
      ))}
      <Button type="submit" variant="primary" size="sm">
        Apply
      </Button>
    </form>
  );
}

/** The conditions of a list as chips. They work without a script, because each panel is a form. */
export function ListFilters({
  path,
  address,
  chips,
  clearHref,
}: {
  path: string;
  address: Readonly<Record<string, string>>;
  chips: readonly FilterChip[];
  clearHref: string;
}) {
  return (
    <div className="flex flex-wrap items-center gap-2 py-3">
      {chips.map((chip) => {
        const own = new Set([...chip.fields.map(({ name }) => name), "cursor", "open"]);
        const kept = Object.fromEntries(Object.entries(address).filter(([name]) => !own.has(name)));
        const id = `filter-${chip.key}`;
        return (
          <span
            key={chip.key}
            className={`${CHIP} ${chip.value === null ? "border-dashed" : "border-line"}`}
          >
            <button
              type="button"
              popoverTarget={id}
              style={{ anchorName: `--${id}` }}
              className="hover:bg-hover inline-flex h-full min-w-0 items-center gap-1.5 rounded-full px-3 font-medium"
            >
              {chip.value === null ? <Icon name="plus" className="size-3" /> : null}
              {chip.label}
              {chip.value === null ? null : (
                <bdi className="text-link max-w-64 min-w-0 truncate">{chip.value}</bdi>
              )}
            </button>
            {chip.value === null ? null : (
              <Link
                href={chip.clearHref as Route}
                scroll={false}
                aria-label={`Remove the filter ${chip.label}`}
                className="hover:bg-hover mr-1 grid size-5 shrink-0 place-items-center rounded-full"
              >
                <Icon name="cross" className="size-3" />
              </Link>
            )}
            <Popover id={id} label={chip.label} className="w-64" anchor={`--${id}`}>
              <Panel path={path} chip={chip} kept={kept} />
            </Popover>
          </span>
        );
      })}
      {chips.some(({ value }) => value !== null) ? (
        <Link
          href={clearHref as Route}
          scroll={false}
          className="text-muted hover:text-ink px-2 text-xs"
        >
          Clear
        </Link>
      ) : null}
    </div>
  );
}
