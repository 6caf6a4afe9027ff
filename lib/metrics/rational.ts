/** An exact fraction in lowest terms. A week is 12/52 of a month, so whole cents cannot hold a monthly value. */
export interface Rational {
  readonly numerator: bigint;
  /** More than zero. */
  readonly denominator: bigint;
}

function greatestDivisor(left: bigint, right: bigint): bigint {
  let [large, small] = [left < 0n ? -left : left, right];
  while (small !== 0n) [large, small] = [small, large % small];
  return large;
}

/** Makes a fraction. Throws RangeError for a denominator of zero. */
export function rational(numerator: bigint | number, denominator: bigint | number = 1n): Rational {
  const below = BigInt(denominator);
  if (below === 0n) throw new RangeError("A fraction needs a denominator.");
  const sign = below < 0n ? -1n : 1n;
  const above = BigInt(numerator) * sign;
  const divisor = greatestDivisor(above, below * sign) || 1n;
  return { numerator: above / divisor, denominator: (below * sign) / divisor };
}

export const ZERO: Rational = { numerator: 0n, denominator: 1n };

export const add = (left: Rational, right: Rational): Rational =>
  rational(
    left.numerator * right.denominator + right.numerator * left.denominator,
    left.denominator * right.denominator,
  );

export const subtract = (left: Rational, right: Rational): Rational =>
  add(left, { numerator: -right.numerator, denominator: right.denominator });

export const multiply = (left: Rational, right: Rational): Rational =>
  rational(left.numerator * right.numerator, left.denominator * right.denominator);

/** Divides; `null` by zero. */
export const divide = (left: Rational, right: Rational): Rational | null =>
  right.numerator === 0n
    ? null
    : rational(left.numerator * right.denominator, left.denominator * right.numerator);

/** Returns -1, 0 or 1. */
export function compare(left: Rational, right: Rational): -1 | 0 | 1 {
  const difference = left.numerator * right.denominator - right.numerator * left.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export const sum = (all: Iterable<Rational>): Rational => {
  let total = ZERO;
  for (const one of all) total = add(total, one);
  return total;
};

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Reads decimal text such as `999.5` exactly; `null` for anything else. */
export function fromDecimal(text: string | number): Rational | null {
  const match = DECIMAL.exec(String(text));
  if (!match) return null;
  const [, sign = "", whole = "0", fraction = ""] = match;
  return rational(BigInt(`${sign}${whole}${fraction}`), 10n ** BigInt(fraction.length));
}

/** Rounds to a whole number, halves to the even one. */
export function round({ numerator, denominator }: Rational): number {
  const isNegative = numerator < 0n;
  const above = isNegative ? -numerator : numerator;
  const whole = above / denominator;
  const twice = 2n * (above % denominator);
  const isUp = twice > denominator || (twice === denominator && whole % 2n === 1n);
  const rounded = isUp ? whole + 1n : whole;
  return Number(isNegative ? -rounded : rounded);
}

/** The fraction as a number, for shares that are shown with one decimal. */
export const toNumber = ({ numerator, denominator }: Rational): number =>
  Number((numerator * 1_000_000n) / denominator) / 1_000_000;
