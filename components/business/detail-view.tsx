import type { Route } from "next";
import Link from "next/link";

import { Badge } from "@/components/ui/badge";
import { Icon } from "@/components/ui/icon";
import { inAccount } from "@/lib/business/accounts";
import type { CellContext, Column } from "@/lib/business/cells";
import type { Details, Fact, Moment, RelatedList } from "@/lib/business/detail-types";
import { pathOf } from "@/lib/business/lists";
import type { BusinessObject } from "@/lib/contracts/objects";
import { formatDateTime, formatDay } from "@/lib/core/time";

import { CellView } from "./cell";

const isOutside = (href: string) => /^https?:/.test(href);

function FactLink({ href, children }: { href: string; children: React.ReactNode }) {
  if (isOutside(href))
    return (
      <a
        href={href}
        target="_blank"
        rel="noreferrer"
        className="text-link inline-flex items-center gap-1 hover:underline"
      >
        {children}
        <Icon name="external" className="size-3" />
      </a>
    );
  return (
    <Link href={href as Route} className="text-link hover:underline">
      {children}
    </Link>
  );
}

/** Named values of an object. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm">
      {facts.map(({ label, cell, href }) => (
        <div key={label} className="contents">
          <dt className="text-muted">{label}</dt>
          <dd className="wrap-anywhere">
            {href ? (
              <FactLink href={href}>
                <CellView cell={cell} />
              </FactLink>
            ) : (
              <CellView cell={cell} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const MARKS = {
  neutral: "bg-neutral-soft text-neutral-ink",
  success: "bg-success-soft text-success-ink",
  danger: "bg-danger-soft text-danger-ink",
  warning: "bg-warning-soft text-warning-ink",
  info: "bg-info-soft text-info-ink",
} as const;
const MARK_ICONS = {
  neutral: "dot",
  success: "check",
  danger: "cross",
  warning: "alert",
  info: "clock",
} as const;

function MomentTime({ at, isDay, timeZone }: { at: Date; isDay: boolean; timeZone: string }) {
  const iso = at.toISOString();
  const className = "text-muted figures pt-0.5 text-xs whitespace-nowrap";
  if (isDay) {
    const day = iso.slice(0, 10);
    return (
      <time dateTime={day} className={className}>
        {formatDay(day)}
      </time>
    );
  }
  return (
    <time dateTime={iso} title={formatDateTime(at, timeZone, "exact")} className={className}>
      {formatDateTime(at, timeZone)}
    </time>
  );
}

/** Events, newest first. */
export function Timeline({ moments, timeZone }: { moments: readonly Moment[]; timeZone: string }) {
  return (
    <ol className="grid text-sm">
      {moments.map(({ title, note, href, at, isDay, tone }, index) => (
        <li
          key={`${title} ${at?.getTime() ?? 0} ${index}`}
          className="group relative flex gap-3 pb-4 last:pb-0"
        >
          <span className="bg-line absolute top-6 bottom-0 left-3 w-px group-last:hidden" />
          <span className={`grid size-6 shrink-0 place-items-center rounded-full ${MARKS[tone]}`}>
            <Icon name={MARK_ICONS[tone]} className="size-3" />
          </span>
          <div className="min-w-0 flex-1 pt-0.5 wrap-anywhere">
            <p className="font-medium">{href ? <FactLink href={href}>{title}</FactLink> : title}</p>
            {note ? <p className="text-muted text-xs">{note}</p> : null}
          </div>
          {at ? <MomentTime at={at} isDay={isDay ?? false} timeZone={timeZone} /> : null}
        </li>
      ))}
    </ol>
  );
}

/** What a line is for. The name of its product leads to the product's page. */
function LineLabel({ label, product }: Pick<Details["breakdown"][number], "label" | "product">) {
  if (!product) return label;
  const link = (
    <Link href={product.href as Route} className="text-link underline underline-offset-2">
      {product.name}
    </Link>
  );
  const at = label.indexOf(product.name);
  return at < 0 ? (
    <>
      {label} · {link}
    </>
  ) : (
    <>
      {label.slice(0, at)}
      {link}
      {label.slice(at + product.name.length)}
    </>
  );
}

/** Gross, fees and net. */
export function Breakdown({ lines }: { lines: Details["breakdown"] }) {
  return (
    <dl className="text-sm">
      {lines.map(({ label, text, isTotal, product }, at) => (
        <div
          // oxlint-disable-next-line react/no-array-index-key -- two lines of an invoice may read alike
          key={`${at} ${label}`}
          className={`border-line flex justify-between gap-4 border-t py-2 first:border-t-0 ${isTotal ? "font-semibold" : ""}`}
        >
          <dt className={`min-w-0 wrap-anywhere ${isTotal ? "" : "text-muted"}`}>
            <LineLabel label={label} product={product} />
          </dt>
          <dd className="figures">{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function RelatedRow({
  object,
  columns,
  context,
}: {
  object: BusinessObject;
  columns: readonly Column[];
  context: CellContext;
}) {
  const path = pathOf(object.type, object.id);
  return (
    <tr className="border-line hover:bg-hover relative border-t">
      {columns.map((column, at) => {
        const cell = <CellView cell={column.cell(object, context)} />;
        return (
          <td
            key={column.key}
            className={`h-10 max-w-80 truncate pr-4 last:pr-0 last:text-right ${column.isNumber && at > 0 ? "text-right" : ""}`}
          >
            {at === 0 && path !== null ? (
              <Link
                href={inAccount(path, context.account) as Route}
                prefetch={false}
                className="after:absolute after:inset-0"
              >
                {cell}
              </Link>
            ) : (
              cell
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** Objects that belong to the one of the page. */
export function RelatedTable({ list, context }: { list: RelatedList; context: CellContext }) {
  return (
    <div className="overflow-x-auto">
      <table aria-label={list.title} className="w-full text-sm">
        <thead className="sr-only">
          <tr>
            {list.columns.map(({ key, heading }) => (
              <th key={key} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {list.objects.map((object) => (
            <RelatedRow key={object.id} object={object} columns={list.columns} context={context} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The amount of an object as its headline, with its currency and status. */
export function Headline({ details, level }: { details: Details; level: 1 | 2 }) {
  const Tag = level === 1 ? "h1" : "h2";
  return (
    <div className="grid min-w-0 grid-cols-1 gap-1">
      <Tag className="flex min-w-0 flex-wrap items-baseline gap-2 tracking-tight">
        {details.amount ? (
          <>
            <span className="figures text-3xl font-semibold">{details.amount.text}</span>
            <span className="text-muted text-lg">
              {[details.amount.currency, details.amount.per].filter(Boolean).join(" ")}
            </span>
          </>
        ) : (
          <bdi className="min-w-0 text-xl font-semibold wrap-anywhere">{details.title}</bdi>
        )}
      </Tag>
      {details.status ? (
        <p>
          <Badge tone={details.status.tone}>{details.status.label}</Badge>
        </p>
      ) : null}
      {details.advice ? (
        <p className="text-muted mt-1 max-w-prose text-sm">{details.advice}</p>
      ) : null}
    </div>
  );
}
