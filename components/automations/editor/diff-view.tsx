import { lineDiff, type DiffLine } from "@/lib/core/line-diff";

const AROUND = 3;
const LOOK = {
  same: { sign: " ", className: "text-muted" },
  added: { sign: "+", className: "bg-success-soft text-success-ink" },
  removed: { sign: "−", className: "bg-danger-soft text-danger-ink" },
} as const;
const WORDS = { same: "", added: "added: ", removed: "removed: " } as const;

/** Returns the changed lines with a few lines of context. */
function near(lines: readonly DiffLine[]): { line: DiffLine; number: number; afterGap: boolean }[] {
  const shown = lines
    .map((line, number) => ({ line, number }))
    .filter(({ number }) =>
      lines
        .slice(Math.max(0, number - AROUND), number + AROUND + 1)
        .some(({ kind }) => kind !== "same"),
    );
  return shown.map((one, index) => ({
    ...one,
    afterGap: index > 0 && one.number !== (shown[index - 1]?.number ?? 0) + 1,
  }));
}

const print = (json: unknown) => JSON.stringify(json, null, 2);

/** Shows the changed lines between two definitions. */
export function DiffView({
  before,
  after,
  label,
}: {
  before: unknown;
  after: unknown;
  label: string;
}) {
  const lines = near(lineDiff(print(before), print(after)));
  if (lines.length === 0) return <p className="text-muted text-sm">No difference.</p>;
  return (
    <section
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key
      tabIndex={0}
      className="border-line max-h-96 overflow-auto rounded-md border font-mono text-xs leading-5"
    >
      {lines.map(({ line: { kind, text }, number, afterGap }) => (
        <div key={number} className={afterGap ? "border-line border-t" : ""}>
          <div className={`w-max min-w-full px-2 whitespace-pre ${LOOK[kind].className}`}>
            <span aria-hidden="true">{LOOK[kind].sign} </span>
            <span className="sr-only">{WORDS[kind]}</span>
            {text}
          </div>
        </div>
      ))}
    </section>
  );
}
