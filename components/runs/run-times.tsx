import { tookText, type RunView, type StepView } from "./types";

const FILLS: Readonly<Record<string, string>> = {
  succeeded: "bg-accent",
  failed: "bg-danger",
  indeterminate: "bg-danger",
};

interface Bar {
  readonly key: string;
  readonly status: StepView["status"];
  /** Shares of the run's time, 0 to 1. */
  readonly from: number;
  readonly length: number;
  readonly took: string;
}

function wordsFor(from: number, to: string | null): string {
  if (to === null) return "not ended";
  return from === Date.parse(to) ? "at once" : tookText(new Date(from).toISOString(), to);
}

/**
 * Where each step lies in the run's time. Its first attempt begins it; one without attempts begins where the one before
 * it ended, since steps take turns. One that has not ended reaches to the newest time known.
 */
export function barsOf(run: RunView, steps: readonly StepView[]): readonly Bar[] {
  let before = run.startedAt ?? run.createdAt;
  const begun = steps.flatMap((step) => {
    if (step.status === "skipped") return [];
    const from = step.attempts[0]?.startedAt ?? step.startedAt ?? before;
    before = step.finishedAt ?? before;
    return [{ step, from: Date.parse(from), to: step.finishedAt }];
  });
  const times = begun.flatMap(({ step, from, to }) => [
    from,
    ...(to === null ? [] : [Date.parse(to)]),
    ...step.attempts.flatMap(({ finishedAt }) => (finishedAt ? [Date.parse(finishedAt)] : [])),
  ]);
  const start = Math.min(Date.parse(run.startedAt ?? run.createdAt), ...times);
  const end = Math.max(...times, run.finishedAt === null ? start : Date.parse(run.finishedAt));
  const whole = end - start;
  if (whole <= 0) return [];
  return begun.map(({ step, from, to }) => {
    const until = to === null ? end : Date.parse(to);
    return {
      key: step.key,
      status: step.status,
      from: (from - start) / whole,
      length: Math.max(0, until - from) / whole,
      took: wordsFor(from, to),
    };
  });
}

/** A run's time as a bar for each step. The same is told in words by the step's card. */
export function RunTimes({ run, steps }: { run: RunView; steps: readonly StepView[] }) {
  const bars = barsOf(run, steps);
  if (bars.length < 2) return null;
  return (
    <figure aria-label="When each step ran" className="grid grid-cols-1 gap-1.5">
      {bars.map(({ key, status, from, length, took }) => (
        <div
          key={key}
          className="grid grid-cols-[minmax(4rem,8rem)_minmax(0,1fr)_4.5rem] items-center gap-2"
        >
          <code className="truncate text-xs" title={key}>
            {key}
          </code>
          <span aria-hidden="true" className="bg-sunken relative block h-2.5 rounded-full">
            <span
              className={`absolute inset-y-0 min-w-1 rounded-full ${FILLS[status] ?? "bg-line-strong"}`}
              style={{
                left: `${(Math.min(from, 0.99) * 100).toFixed(2)}%`,
                width: `${(length * 100).toFixed(2)}%`,
              }}
            />
          </span>
          <span className="text-muted figures text-right text-xs whitespace-nowrap">{took}</span>
        </div>
      ))}
    </figure>
  );
}
