import { Picture } from "@/components/charts/picture";
import { Popover } from "@/components/shell/popover";
import { Icon } from "@/components/ui/icon";
import type { ChangeView } from "@/lib/business/figures";
import type { TileView } from "@/lib/figures/tile";

const TONES = { good: "text-success-ink", bad: "text-danger-ink", neutral: "text-muted" } as const;

/** How a figure changed: an arrow for the direction, a colour for good or bad, and words for those who see neither. */
export function Change({ change }: { change: ChangeView }) {
  const icon = change.direction === "flat" ? "minus" : "arrow";
  const turn = { up: "-rotate-45", down: "rotate-45", flat: "", none: "" }[change.direction];
  return (
    <span
      className={`inline-flex items-center gap-0.5 text-xs font-medium whitespace-nowrap ${TONES[change.tone]}`}
    >
      {change.direction === "none" ? null : <Icon name={icon} className={`size-3 ${turn}`} />}
      <span aria-hidden="true" className="figures">
        {change.text}
      </span>
      <span className="sr-only">{change.words}</span>
    </span>
  );
}

/** The figure of a tile, its change and its course; the box around it has a place for the course. */
export function TileFigure({ tile }: { tile: TileView }) {
  return (
    <>
      <p className="figures truncate text-2xl font-semibold tracking-tight">
        {tile.main}
        <span className="text-muted text-sm font-medium">{tile.cents}</span>
      </p>
      <div className="flex min-h-5 min-w-0 items-center gap-1.5">
        {tile.change ? <Change change={tile.change} /> : null}
        <span className="text-muted min-w-0 truncate text-xs">{tile.note}</span>
      </div>
      {tile.spark ? (
        <Picture
          mark={tile.spark}
          className="max-wide:md:hidden h-7 w-full md:absolute md:right-4 md:bottom-3 md:w-20"
        />
      ) : null}
    </>
  );
}

/** The name of a figure. Pressed, it says what the figure counts, of how much, in which currency and as of when. */
function TileLabel({ tile: { label, definition, about } }: { tile: TileView }) {
  if (!about)
    return (
      <p className="text-muted truncate text-sm" title={definition}>
        {label}
      </p>
    );
  const id = `about-${label.toLowerCase().replaceAll(/[^a-z]+/g, "-")}`;
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={`About ${label}`}
        title={definition}
        style={{ anchorName: `--${id}` }}
        className="text-muted decoration-line-strong hover:text-ink min-h-6 max-w-full justify-self-start truncate text-left text-sm underline decoration-dotted underline-offset-4"
      >
        {label}
      </button>
      <Popover id={id} label={`About ${label}`} className="w-80 max-w-[90vw]" anchor={`--${id}`}>
        <dl className="grid gap-2 p-2 text-sm">
          {about.map((fact) => (
            <div key={fact.label}>
              <dt className="text-muted text-xs">{fact.label}</dt>
              <dd>{fact.text}</dd>
            </div>
          ))}
        </dl>
      </Popover>
    </>
  );
}

function Tile({ tile }: { tile: TileView }) {
  return (
    <li className="border-line relative -mt-px -ml-px grid min-w-0 content-start gap-0.5 border-t border-l px-4 py-3">
      <TileLabel tile={tile} />
      <TileFigure tile={tile} />
    </li>
  );
}

/** Figures in one strip with hairlines between them. */
export function Tiles({ label, tiles }: { label: string; tiles: readonly TileView[] }) {
  return (
    <ul
      aria-label={label}
      className="border-line rounded-card bg-surface wide:grid-cols-4 mb-4 grid grid-cols-2 overflow-clip border"
    >
      {tiles.map((tile) => (
        <Tile key={tile.label} tile={tile} />
      ))}
    </ul>
  );
}
