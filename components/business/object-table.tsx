import type { Route } from "next";
import Link from "next/link";

import { Icon } from "@/components/ui/icon";
import type { Cell } from "@/lib/business/cells";
import type { PhoneSlot } from "@/lib/business/lists";

import { CellView } from "./cell";

export interface TableColumn {
  readonly key: string;
  readonly heading: string;
  readonly isNumber: boolean;
  /** Address of the list sorted by this column. */
  readonly sortHref?: string | undefined;
  /** The direction in which the list is sorted by this column, if it is. */
  readonly sorted?: "ascending" | "descending" | undefined;
}

export interface TableRow {
  readonly id: string;
  /** The address that opens it beside the list. */
  readonly href: string;
  readonly isOpen: boolean;
  readonly cells: readonly Cell[];
}

const HEAD =
  "text-muted h-9 px-3 text-left text-sm font-medium whitespace-nowrap first:pl-0 last:pr-0 md:first:pl-2 md:last:pr-2";

function Heading({ heading, isNumber, sortHref, sorted }: TableColumn) {
  return (
    <th
      scope="col"
      className={`${HEAD} ${isNumber ? "text-right" : ""}`}
      {...(sorted ? { "aria-sort": sorted } : {})}
    >
      {sortHref === undefined ? (
        heading
      ) : (
        <Link
          href={sortHref as Route}
          scroll={false}
          className="hover:text-ink inline-flex items-center gap-1"
        >
          {heading}
          {sorted ? (
            <Icon name={sorted === "descending" ? "down" : "up"} className="size-3" />
          ) : null}
        </Link>
      )}
    </th>
  );
}

/** Columns of names and words, which take what the others leave. */
const WIDE = ["customer", "name", "category"];

const CELL = "h-10 max-w-0 truncate px-3 first:pl-0 last:pr-0 md:first:pl-2 md:last:pr-2";

function Row({ row, columns }: { row: TableRow; columns: readonly TableColumn[] }) {
  // Without one of them the last column does, so that an amount stays beside its status.
  const wide = columns.find(({ key }) => WIDE.includes(key)) ?? columns.at(-1);
  return (
    <tr
      data-row={row.id}
      className={`border-line hover:bg-hover relative border-t ${row.isOpen ? "bg-selected" : ""}`}
    >
      {columns.map((column, at) => {
        const cell = row.cells[at];
        const isNamed = WIDE.includes(column.key);
        const width = isNamed || column === wide ? "w-full min-w-32" : "max-w-80 whitespace-nowrap";
        return (
          <td
            key={column.key}
            className={`${CELL} ${column.isNumber ? "text-right" : ""} ${width} ${isNamed ? "font-medium" : ""}`}
          >
            {at === 0 ? (
              // The link of the first cell covers the whole row.
              <Link
                href={row.href as Route}
                scroll={false}
                prefetch={false}
                data-row-link
                {...(row.isOpen ? { "aria-current": "true" as const } : {})}
                className="-outline-offset-2 after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-(--accent)"
              >
                {cell ? <CellView cell={cell} /> : null}
              </Link>
            ) : cell ? (
              <CellView cell={cell} />
            ) : null}
          </td>
        );
      })}
    </tr>
  );
}

/** Two lines on a phone, such as amount and status, then who and when. */
function PhoneRow({
  row,
  columns,
  phone,
}: {
  row: TableRow;
  columns: readonly TableColumn[];
  phone: readonly PhoneSlot[];
}) {
  const [first, second, third, last] = phone.map(({ key, isLabelled }) => {
    const at = columns.findIndex((column) => column.key === key);
    const cell = row.cells[at];
    if (!cell) return null;
    return (
      <>
        {isLabelled ? <span className="font-normal">{columns[at]?.heading} </span> : null}
        <CellView cell={cell} />
      </>
    );
  });
  return (
    <li className={`border-line relative border-t py-2 ${row.isOpen ? "bg-selected" : ""}`}>
      <div className="flex items-center justify-between gap-3">
        <Link
          href={row.href as Route}
          prefetch={false}
          className="min-w-0 truncate font-medium after:absolute after:inset-0"
        >
          {first}
        </Link>
        <span className="max-w-1/2 shrink-0 truncate">{second}</span>
      </div>
      <div className="text-muted flex items-center justify-between gap-3 text-xs">
        <span className="min-w-0 truncate">{third}</span>
        <span className="max-w-2/3 shrink-0 truncate">{last}</span>
      </div>
    </li>
  );
}

/** The places of a phone's rows where a list names none: the first three columns and the last. */
const usualSlots = (columns: readonly TableColumn[]): readonly PhoneSlot[] =>
  columns.filter((_column, at) => at < 3 || at === columns.length - 1);

/** A list of objects: a table, and two-line rows on phones. The whole row is the link of its first cell. */
export function ObjectTable({
  label,
  columns,
  rows,
  phone = usualSlots(columns),
}: {
  label: string;
  columns: readonly TableColumn[];
  rows: readonly TableRow[];
  /** The cells of a phone's rows, in the order of their places. */
  phone?: readonly PhoneSlot[];
}) {
  return (
    <>
      <table aria-label={label} className="w-full border-collapse text-sm max-md:hidden">
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading {...column} key={column.key} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} columns={columns} />
          ))}
        </tbody>
      </table>
      <ul aria-label={label} className="text-sm md:hidden">
        {rows.map((row) => (
          <PhoneRow key={row.id} row={row} columns={columns} phone={phone} />
        ))}
      </ul>
    </>
  );
}
