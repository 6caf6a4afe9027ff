import { describe, expect, it } from "vitest";

import { checkComparisons } from "./check-types";
import { parseExpression } from "./parser";

const EXAMPLES: Readonly<Record<string, unknown>> = {
  amount: 5000,
  "card.brand": "visa",
  refunded: false,
  price: "$50",
  none: null,
  items: [],
};

function said(source: string) {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new Error(parsed.diagnostic.message);
  return checkComparisons(parsed.ast, (path) => EXAMPLES[path]);
}
const NEVER = "the two are never equal and have no order";
const AMOUNT =
  "which is never compared as an amount. Use a whole number in the currency's smallest unit";

describe("a comparison that can never be true", () => {
  it.each([
    ["amount === '5'", `"amount" is a number, and "5" is text: ${NEVER}`],
    ["amount !== '5'", `"amount" is a number, and "5" is text: ${NEVER}`],
    ["amount == true", `"amount" is a number, and true is yes or no: ${NEVER}`],
    ["amount != refunded", `"amount" is a number, and "refunded" is yes or no: ${NEVER}`],
    ["amount < 'a'", `"amount" is a number, and "a" is text: ${NEVER}`],
    ["amount <= 'a'", `"amount" is a number, and "a" is text: ${NEVER}`],
    ["'a' > amount", `"a" is text, and "amount" is a number: ${NEVER}`],
    ["'a' >= amount", `"a" is text, and "amount" is a number: ${NEVER}`],
    ["card.brand > 5", `"card.brand" is text, and 5 is a number: ${NEVER}`],
    ["card['brand'] > 5", `"card.brand" is text, and 5 is a number: ${NEVER}`],
    ["amount === -'5'", `"amount" is a number, and "5" is text: ${NEVER}`],
    ["-5 === card.brand", `5 is a number, and "card.brand" is text: ${NEVER}`],
    ["amount in ['5']", `"amount" is a number, and "5" is text: ${NEVER}`],
    ["amount > '$50'", `"$50" is text, ${AMOUNT}`],
    ["unknown > '$50'", `"$50" is text, ${AMOUNT}`],
    ["unknown === '$50'", `"$50" is text, ${AMOUNT}`],
    ["card.brand > '50 €'", `"50 €" is text, ${AMOUNT}`],
    ["card.brand > '50€'", `"50€" is text, ${AMOUNT}`],
    ["' £ 5' < unknown", `" £ 5" is text, ${AMOUNT}`],
    ["amount === '€5'", `"€5" is text, ${AMOUNT}`],
    ["amount in [5, '$7']", `"$7" is text, ${AMOUNT}`],
  ])("%s", (source, message) => {
    expect(said(source).map((one) => one.message)).toEqual([message]);
  });

  it("is found wherever it stands, at its own sign", () => {
    const places = (source: string) => said(source).map(({ position }) => position);
    expect(places("amount > 'a' && (refunded === 5 || !(card.brand < 5))")).toEqual([7, 26, 48]);
    expect(places("amount > 'a' ? amount < 'b' : amount === 'c'")).toEqual([7, 22, 37]);
    expect(places("exists(amount === 'a')")).toEqual([14]);
    expect(places("-(amount === 'a')")).toEqual([9]);
    expect(places("(amount === 'a') === refunded")).toEqual([8]);
    expect(places("amount in ['a', 5, 'b']")).toEqual([7, 7]);
  });

  it.each([
    "amount > 5",
    "amount === card.gone",
    "amount > -5",
    "amount + '5' === 'x'",
    "amount === none",
    "none === 'a'",
    "items === 'a'",
    "amount === items",
    "card.brand === '$50'",
    "card.brand in ['$50', 'visa']",
    "price === card.brand",
    "price > card.brand",
    "card.brand > '5 dollars'",
    "card.brand > '$'",
    "card.brand > 'costs $5'",
    "card.brand > '5 € each'",
    "card.brand > 'five €'",
    "card[amount] === 5",
    "upper(card.brand) === 5",
    "amount in card.brand",
    "amount + 'a'",
    "amount ?? 'a'",
    "amount && 'a'",
    "amount in [card.gone, 5]",
    "[amount] === 'a'",
    "amount in [upper('a')]",
    "5",
  ])("is not seen in %s", (source) => {
    expect(said(source)).toEqual([]);
  });
});
