/** One comparison of a line: a ratio per round, and what the median must reach. */
export interface Ratio {
  /** What is divided by what, e.g. `×floor`. */
  readonly name: string;
  readonly values: readonly number[];
  /** `null` reports without judging. */
  readonly bar: Bar | null;
}

export type Bar = { readonly atLeast: number } | { readonly atMost: number };

/** One line of the report: figures per round, in one unit. */
export interface Line {
  readonly what: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly floor?: readonly number[];
  readonly peer?: readonly number[];
  readonly ratios: readonly Ratio[];
  /** A sentence under the line. */
  readonly note?: string;
}

/** A row of the benchmark: makes what it needs, measures, and cleans up. */
export type Row = (say: (message: string) => void) => Promise<Line[]>;

export const ROUNDS = Math.max(1, Number(process.env["BENCH_ROUNDS"] ?? 5));

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[half - 1] ?? Number.NaN, sorted[half] ?? Number.NaN];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
}

/** CPU time of this thread: what others do on the machine does not count. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Divides round by round, so that what slows a whole round down cancels out. */
export function ratio(
  name: string,
  over: readonly number[],
  under: readonly number[],
  bar: Bar | null,
): Ratio {
  return { name, values: over.map((value, round) => value / (under[round] ?? Number.NaN)), bar };
}

const isMet = (bar: Bar, value: number) =>
  "atLeast" in bar ? value >= bar.atLeast : value <= bar.atMost;

function short(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function spread(values: readonly number[] | undefined): string {
  if (!values || values.length === 0) return "—";
  const middle = short(median(values));
  if (values.length === 1) return middle;
  return `${middle} (${short(Math.min(...values))}–${short(Math.max(...values))})`;
}

const verdict = ({ bar, values }: Ratio) =>
  bar === null ? "reported" : isMet(bar, median(values)) ? "pass" : "MISS";

const barText = (bar: Bar | null) =>
  bar === null ? "—" : "atLeast" in bar ? `≥ ${bar.atLeast}` : `≤ ${bar.atMost}`;

export const HEADER =
  "| row | unit | ours | floor | peer | ratio | bar | |\n|---|---|---|---|---|---|---|---|";

/** A line as rows of a Markdown table: median, and least to most over the rounds. */
export function tableRows(line: Line): string {
  const figures = [line.unit, spread(line.ours), spread(line.floor), spread(line.peer)];
  const ratios = line.ratios.map((each) => [
    `${spread(each.values)} ${each.name}`,
    barText(each.bar),
    verdict(each),
  ]);
  const [first = ["—", "—", "reported"], ...others] = ratios;
  const rows = [
    [line.what, ...figures, ...first],
    ...others.map((cells) => ["", "", "", "", "", ...cells]),
  ];
  const text = rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  return line.note ? `${text}\n| | | | | | ${line.note} | | |` : text;
}
