import { badParam } from "./errors.ts";

const ZERO_DECIMAL = new Set(
  "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" "),
);
const THREE_DECIMAL = new Set("bhd jod kwd omr tnd".split(" "));
const TWO_DECIMAL = (
  "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf " +
  "chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr " +
  "ils inr isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr " +
  "mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos " +
  "srd std szl thb tjs top try ttd twd tzs uah ugx uyu uzs wst xcd yer zar zmw"
).split(" ");

const SUPPORTED = [...TWO_DECIMAL, ...ZERO_DECIMAL, ...THREE_DECIMAL];

/** Smallest charge in minor units. Source: docs.stripe.com/currencies, 2026. */
const MINIMUM: Record<string, number> = {
  usd: 50,
  aud: 50,
  brl: 50,
  cad: 50,
  chf: 50,
  eur: 50,
  inr: 50,
  nzd: 50,
  sgd: 50,
  gbp: 30,
  aed: 200,
  bgn: 100,
  czk: 1500,
  dkk: 250,
  hkd: 400,
  huf: 17_500,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  sek: 300,
  pln: 200,
  ron: 200,
  thb: 1000,
};
const MAXIMUM: Record<string, number> = {
  idr: 999_999_999_999,
  inr: 999_999_999,
  jpy: 9_999_999_999,
  huf: 9_999_999_999,
  cop: 9_999_999_999,
  lbp: 99_999_999_999,
};

/** Decimal digits of a currency on the wire: JPY 0, KWD 3, most 2. */
export function exponent(currency: string): number {
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : 2;
}

/** "$20.00", "¥500", "KWD 5.120": an amount in minor units for people to read. */
export function formatAmount(minor: number, currency: string): string {
  const digits = exponent(currency);
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
    .format(minor / 10 ** digits)
    .replaceAll("\u00A0", " ");
}

/** Lower-case currency code. Throws Stripe's 400 for a currency it does not support. */
export function parseCurrency(given: string): string {
  const currency = given.toLowerCase();
  if (SUPPORTED.includes(currency)) return currency;
  throw badParam(
    `Invalid currency: ${given}. Stripe currently supports these currencies: ${SUPPORTED.join(", ")}`,
    "currency",
  );
}

const ZERO_AMOUNT =
  "The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency set (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to save a Payment Method for future use without an immediate payment, use a Setup Intent instead: https://docs.stripe.com/payments/setup-intents";

/** Throws Stripe's 400 unless `amount` (minor units) can be charged in `currency`. */
export function checkChargeable(amount: number, currency: string): void {
  if (amount < 0) throw badParam("Invalid non-negative integer", "amount");
  if (amount === 0) throw badParam(ZERO_AMOUNT, "amount", "parameter_invalid_integer");
  const minimum = MINIMUM[currency] ?? 1;
  if (amount < minimum)
    throw badParam(
      `Amount must be at least ${formatAmount(minimum, currency)} ${currency}`,
      "amount",
      "amount_too_small",
    );
  const maximum = MAXIMUM[currency] ?? 99_999_999;
  if (amount > maximum)
    throw badParam(
      `Amount must be no more than ${formatAmount(maximum, currency)} ${currency}`,
      "amount",
      "amount_too_large",
    );
  if (THREE_DECIMAL.has(currency) && amount % 10 !== 0)
    throw badParam(
      `Invalid amount: ${amount}. Amounts in ${currency} have three decimals, and the last one must be 0.`,
      "amount",
    );
}

/** Stripe's fee in minor units by its US card price, 2.9 % + 30, rounded to what the currency can carry. */
export function cardFee(amount: number, currency: string): number {
  const fee = Math.round(amount * 0.029) + (exponent(currency) === 3 ? 90 : 30);
  return exponent(currency) === 3 ? Math.round(fee / 10) * 10 : Math.min(fee, amount);
}
