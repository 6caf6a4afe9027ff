import type { Figure } from "../contracts/metrics";
import { formatMinor } from "../core/money";

/** The difference of a figure from the one that it is compared with. */
export interface ChangeView {
  readonly direction: "up" | "down" | "flat" | "none";
  /** Colour says good or bad, and not up or down. */
  readonly tone: "good" | "bad" | "neutral";
  /** `12.4%`, or `0.6 pt` for shares. */
  readonly text: string;
  /** The same in words for people who do not see the arrow. */
  readonly words: string;
}

/** Figures of which less is better. */
const BAD_TO_RISE: ReadonlySet<string> = new Set([
  "subscriber_churn_rate",
  "gross_mrr_churn_rate",
  "net_mrr_churn_rate",
  "dispute_activity",
  "dispute_rate",
]);

const percent = (share: number): string =>
  `${(share * 100).toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 })}%`;

/** A share as people read it; a dash where there is nothing to have a share of. */
export const shareText = (share: number | null): string =>
  share === null ? "—" : percent(share).replace("-", "−");

/** A number of things. */
export const countText = (count: number): string => count.toLocaleString("en-US");

/** A figure in its unit. */
export function figureText(
  { value, unit }: Pick<Figure, "value" | "unit">,
  currency: string,
): string {
  if (value === null) return "—";
  if (unit === "share") return shareText(value);
  return unit === "money" ? formatMinor(value, currency) : countText(value);
}

/** An amount in two parts, so that its cents can be smaller. */
export function splitAmount(text: string): { readonly main: string; readonly cents: string } {
  const at = text.search(/\.\d+$/);
  return at < 0 ? { main: text, cents: "" } : { main: text.slice(0, at), cents: text.slice(at) };
}

/** Stands where the account is younger than the time that it would be compared with. */
const NO_EARLIER: ChangeView = {
  direction: "none",
  tone: "neutral",
  text: "no earlier data",
  words: "no earlier data",
};

function difference({ value, before, unit }: Figure): { sign: number; text: string } | null {
  if (value === null || before === null) return null;
  if (unit === "share") {
    const points = Math.round((value - before) * 1000) / 10;
    return { sign: Math.sign(points), text: `${Math.abs(points).toFixed(1)} pt` };
  }
  if (before === 0) return null;
  const share = (value - before) / Math.abs(before);
  return { sign: Math.sign(value - before), text: percent(Math.abs(share)) };
}

/**
 * Compares a figure with the earlier one; `null` where a comparison means nothing. `isBetterUp` says whether more is better; by
 * default, the metric says it.
 */
export function changeOf(
  figure: Figure,
  isBetterUp = !BAD_TO_RISE.has(figure.metric),
): ChangeView | null {
  if (figure.lacksEarlier) return NO_EARLIER;
  const found = difference(figure);
  if (!found) return null;
  const { sign, text } = found;
  if (sign === 0) return { direction: "flat", tone: "neutral", text, words: "unchanged" };
  const isGood = sign > 0 === isBetterUp;
  return {
    direction: sign > 0 ? "up" : "down",
    tone: isGood ? "good" : "bad",
    text,
    words: `${sign > 0 ? "up" : "down"} by ${text}`,
  };
}
