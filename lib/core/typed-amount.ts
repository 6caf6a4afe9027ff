import { apiExponent } from "./money";

const SIGNS: Readonly<Record<string, readonly string[]>> = {
  $: ["usd", "cad", "aud", "nzd", "sgd", "hkd", "mxn"],
  "€": ["eur"],
  "£": ["gbp"],
  "¥": ["jpy", "cny"],
};
const TYPED = /^([$€£¥]|[a-z]{3})?\s*(\d(?:[\d.,' ]*\d)?)\s*([$€£¥]|[a-z]{3})?$/i;

/** Ways to read typed digits in a currency with `exponent` decimals, as whole and decimal digits. */
function readings(digits: string, exponent: number): readonly (readonly [string, string])[] {
  const bare = digits.replaceAll(/[' ]/g, "");
  const cut = Math.max(bare.lastIndexOf("."), bare.lastIndexOf(","));
  const tail = cut < 0 ? "" : bare.slice(cut + 1);
  const plain = (text: string) => text.replaceAll(/[.,]/g, "");
  const grouped = [plain(bare), ""] as const;
  if (tail === "" || tail.length > exponent)
    return tail.length === 3 || tail === "" ? [grouped] : [];
  const decimal = [plain(bare.slice(0, cut)), tail] as const;
  return tail.length === 3 ? [decimal, grouped] : [decimal];
}

interface Amount {
  /** Minor units. */
  readonly minor: number;
  readonly currency: string;
}

/** The currencies that a typed amount names, such as `["eur"]` of `14,80 €`; `null` if it names none. */
export function currenciesTyped(text: string): readonly string[] | null {
  const match = TYPED.exec(text.trim());
  const sign = (match?.[1] ?? match?.[3])?.toLowerCase();
  return sign === undefined ? null : (SIGNS[sign] ?? [sign]);
}

/**
 * Reads `75`, `$75.00`, `75,00 €`, `1.234,50`, `¥500` or `7.500 kwd` in each of these currencies, the most likely reading
 * first. Returns an empty list if the text is no amount in any of them.
 */
export function readAmounts(text: string, currencies: readonly string[]): Amount[] {
  const digits = TYPED.exec(text.trim())?.[2];
  if (digits === undefined || digits.length > 15) return [];
  const wanted = currenciesTyped(text);
  return currencies
    .filter((currency) => wanted === null || wanted.includes(currency))
    .flatMap((currency) => {
      const exponent = apiExponent(currency);
      if (exponent === null) return [];
      return readings(digits, exponent).map(([whole, fraction]) => ({
        minor: Number(whole + fraction.padEnd(exponent, "0")),
        currency,
      }));
    });
}
