import { Picture } from "@/components/charts/picture";
import { shareBar } from "@/lib/charts/bars";
import type { ColourName } from "@/lib/charts/mark";

/** A row of a list of bars. */
export interface BarRow {
  readonly name: string;
  /** Shown at the right, stronger. */
  readonly value: string;
  readonly note?: string | undefined;
  /** Length of its bar, from 0 to 1. */
  readonly share: number;
}

/** Names with values, each with a bar as long as its share. The numbers say it all, so the bars are decoration. */
export function BarList({
  label,
  rows,
  colour,
}: {
  label: string;
  rows: readonly BarRow[];
  colour: ColourName;
}) {
  return (
    <ul aria-label={label} className="grid gap-3 px-4 py-2 pb-4 text-sm">
      {rows.map(({ name, value, note, share }) => (
        <li key={name} className="grid gap-1.5">
          <p className="flex items-baseline gap-2">
            <span className="min-w-0 truncate">{name}</span>
            <span className="figures ml-auto font-semibold whitespace-nowrap">{value}</span>
            {note ? <span className="text-muted figures whitespace-nowrap">{note}</span> : null}
          </p>
          <div aria-hidden="true">
            <Picture
              mark={shareBar(
                { width: 340, height: 4, summary: `${name}: ${value}` },
                share,
                colour,
              )}
              className="h-1 w-full"
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
