import { AppError } from "./errors";

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Stripe counts these in whole units. UGX is listed there too, but its special case below is what works. */
const ZERO_DECIMAL = words("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF");
const THREE_DECIMAL = words("BHD JOD KWD OMR TND");
/** Two decimals in the API, but the last two digits must be 00 and people never see them. */
const WHOLE_SHOWN = words("ISK UGX");
const TWO_DECIMAL = words(
  "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY COP " +
    "CRC CVE CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD KES " +
    "KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD " +
    "PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TOP TRY TTD TWD " +
    "TZS UAH UGX USD UYU UZS WST XCD XCG YER ZAR ZMW",
);

/**
 * Returns the decimals of an API amount of this currency (JPY 0, USD 2, KWD 3); `null` if the currency is
 * unknown. Differs from ISO 4217 and from Intl. Source: docs.stripe.com/currencies, read 2026-11.
 */
export function apiExponent(currency: string): 0 | 2 | 3 | null {
  const code = currency.toUpperCase();
  if (ZERO_DECIMAL.has(code)) return 0;
  if (THREE_DECIMAL.has(code)) return 3;
  return TWO_DECIMAL.has(code) ? 2 : null;
}

/** Returns the displayed decimals (none for ISK and UGX); `null` if the currency is unknown. */
export function shownDigits(currency: string): 0 | 2 | 3 | null {
  return WHOLE_SHOWN.has(currency.toUpperCase()) ? 0 : apiExponent(currency);
}

/** Sorted codes of all supported currencies. */
export const currencyCodes = (): readonly string[] =>
  [...ZERO_DECIMAL, ...THREE_DECIMAL, ...TWO_DECIMAL].toSorted();

/** Formats minor units as exact decimal text without float division: `(5120, 3)` → `"5.120"`. */
function decimalText(minor: number, exponent: number): string {
  if (exponent === 0) return String(minor);
  const digits = String(Math.abs(minor)).padStart(exponent + 1, "0");
  const point = digits.length - exponent;
  return `${minor < 0 ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Formats an amount in major units as exact decimal text ("20.00"); `null` for an unknown currency. */
export function majorText(minor: number, currency: string): string | null {
  const exponent = apiExponent(currency);
  return exponent === null || !Number.isSafeInteger(minor) ? null : decimalText(minor, exponent);
}

interface CurrencyFormat {
  readonly code: string;
  /** `null` for an unknown currency. */
  readonly known: { readonly exponent: number; readonly intl: Intl.NumberFormat } | null;
}

const formats = new Map<string, Map<string, CurrencyFormat>>();

function makeFormat(currency: string, locale: string): CurrencyFormat {
  const code = currency.toUpperCase();
  const exponent = apiExponent(code);
  const digits = shownDigits(code);
  if (exponent === null || digits === null) return { code, known: null };
  const intl = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: code,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return { code, known: { exponent, intl } };
}

function formatOf(currency: string, locale: string): CurrencyFormat {
  let ofLocale = formats.get(locale);
  if (!ofLocale) {
    ofLocale = new Map();
    formats.set(locale, ofLocale);
  }
  let found = ofLocale.get(currency);
  if (!found) {
    found = makeFormat(currency, locale);
    if (found.known) ofLocale.set(currency, found);
  }
  return found;
}

/**
 * Formats a signed amount in minor units, e.g. `(2000, "usd")` → `$20.00`, `(500, "jpy")` → `¥500`.
 * An unknown currency shows the integer and its code (`1234 ZZZ`), because guessed decimals could be wrong by a factor of
 * 100. Throws "invalid" if the amount is not a safe integer.
 */
export function formatMinor(minor: number, currency: string, locale = "en-US"): string {
  if (!Number.isSafeInteger(minor)) {
    throw new AppError("invalid", `An amount must be a whole number of minor units, not ${minor}.`);
  }
  const { code, known } = formatOf(currency, locale);
  if (!known) return `${minor} ${code}`;
  // Intl reads decimal text exactly; its TypeScript type only admits literals that look like numbers.
  return known.intl.format(decimalText(minor, known.exponent) as Intl.StringNumericLiteral);
}

/** Typed amount in minor units, or an error message. */
export type ParsedAmount =
  | { readonly ok: true; readonly minor: number }
  | { readonly ok: false; readonly error: string };

/**
 * Parses a typed amount in major units ("19.99"). Rejects more decimals than the currency shows, and a three-decimal
 * amount that Stripe would reject (its last digit must be 0).
 */
export function parseMajor(text: string, currency: string): ParsedAmount {
  const exponent = apiExponent(currency);
  const digits = shownDigits(currency);
  if (exponent === null || digits === null) {
    return { ok: false, error: `Amounts in ${currency.toUpperCase()} are not supported` };
  }
  const match = /^\s*(\d{1,12})(?:\.(\d+))?\s*$/.exec(text);
  const whole = match?.[1];
  if (whole === undefined) return { ok: false, error: "Enter a number" };
  const fraction = match?.[2] ?? "";
  if (fraction.length > digits) {
    return { ok: false, error: digits ? `At most ${digits} decimals` : "Whole amounts only" };
  }
  const minor = Number(whole + fraction.padEnd(exponent, "0")); // at most 15 digits, which a number holds exactly
  if (exponent === 3 && minor % 10 !== 0) return { ok: false, error: "Last digit must be 0" };
  return { ok: true, minor };
}
