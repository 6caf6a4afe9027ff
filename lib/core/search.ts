import { majorText } from "./money";

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Parses `$75`, `75.00` or `1,200.50 USD` to decimal text (`75`, `75.00`, `1200.50`); `null` if it is not an amount. */
function amountIn(text: string): string | null {
  const bare = text.replace(/^[^\d\s.-]{1,3}\s*|^[a-z]{3}\s+|\s*[a-z]{3}$|\s*\p{Sc}$/giu, "");
  if (!/^\d{1,3}(?:,\d{3})+(?:\.\d{1,3})?$|^\d{1,15}(?:\.\d{1,3})?$/.test(bare)) return null;
  return bare.replaceAll(",", "");
}

/** True if minor units equal the typed amount: 7500 usd matches `75` and `75.00`. */
function isAmount(minor: unknown, currency: string, wanted: string): boolean {
  if (typeof minor !== "number") return false;
  const major = majorText(minor, currency);
  return major !== null && Number(major) === Number(wanted);
}

/**
 * Creates a case-insensitive search in all values of an object. An amount such as `75`, `$75` or `75.00` also finds minor
 * units next to a currency. An empty search matches everything.
 */
export function createTextSearch(typed: string): (value: unknown) => boolean {
  const needle = typed.trim().toLowerCase();
  const amount = amountIn(needle);
  const holds = (value: unknown, currency: string | null): boolean => {
    if (typeof value === "string") return value.toLowerCase().includes(needle);
    if (typeof value === "number" || typeof value === "boolean") {
      if (String(value).includes(needle)) return true;
      return amount !== null && currency !== null && isAmount(value, currency, amount);
    }
    if (Array.isArray(value)) return value.some((item) => holds(item, currency));
    if (!isRecord(value)) return false;
    const own = value["currency"];
    const inside = typeof own === "string" ? own : currency;
    return Object.values(value).some((item) => holds(item, inside));
  };
  return (value) => needle === "" || holds(value, null);
}
