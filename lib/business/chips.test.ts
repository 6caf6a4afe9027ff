import { describe, expect, it } from "vitest";

import type { BusinessAccount } from "../contracts/objects";
import { readAddress, type Address } from "./address";
import { chipsOf } from "./chips";
import { listOfSlug, type ListSpec } from "./lists";

const account: BusinessAccount = {
  connectionId: "00000000-0000-4000-8000-000000000001",
  provider: "stripe",
  label: "Northwind",
  livemode: false,
  currency: "usd",
  timeZone: "UTC",
};
const payments = listOfSlug("payments") as ListSpec; // the list exists
const read = (address: Address) => readAddress(payments, address, account);
const chip = (key: string, address: Address) => {
  const list = {
    account,
    names: {},
    choices: { currencies: ["eur", "usd"], methods: ["apple_pay", "visa"] },
  };
  const found = chipsOf(payments, "/payments", address, { list, request: read(address).request });
  return found.find((one) => one.key === key);
};

describe("an amount", () => {
  it.each([
    ["75,00", 7500, "usd"],
    ["1.000,00", 100_000, "usd"],
    ["$1,234.50", 123_450, "usd"],
    ["€14,80", 1480, "eur"],
    ["14,80 eur", 1480, "eur"],
    ["¥500", 500, "jpy"],
  ])("%s is read as the palette reads it", (min, minAmount, currency) => {
    const { request, problems } = read({ min });
    expect([request.minAmount, request.currency, problems]).toEqual([minAmount, currency, []]);
  });

  it("is read in the chosen currency, and refused in words in another", () => {
    expect(read({ min: "500", currency: "JPY" }).request).toMatchObject({
      minAmount: 500,
      currency: "jpy",
    });
    expect(read({ min: "€5", currency: "usd" }).problems).toEqual([
      "Amount: “€5” is not an amount in USD.",
    ]);
    expect(read({ min: "€5", max: "$4" }).problems).toEqual([
      "Amount: “$4” is not an amount in EUR.",
    ]);
    expect(read({ min: "5", max: "4" }).problems).toEqual([
      "Amount: the smallest amount is larger than the largest.",
    ]);
  });

  it.each([
    [{ min: "€14,80" }, "€14.80 or more"],
    [{ max: "20" }, "$20.00 or less"],
    [{ min: "1", max: "2" }, "$1.00 – $2.00"],
    [{ currency: "eur" }, "EUR"],
  ])("%j is shown with its currency", (address, words) => {
    expect(chip("amount", address as Address)?.value).toBe(words);
  });

  it("offers the currencies that occur, and the chosen one", () => {
    const options = (address: Address) =>
      chip("amount", address)
        ?.fields.at(-1)
        ?.options?.map(({ label }) => label);
    expect(options({})).toEqual(["Any", "EUR", "USD"]);
    expect(options({ currency: "nok" })).toEqual(["Any", "EUR", "USD", "NOK"]);
  });
});

describe("a method", () => {
  it("is chosen by its shown name, with the last digits", () => {
    const shown = chip("method", { method: "visa", last4: "4242" });
    expect(shown?.value).toBe("Visa •••• 4242");
    expect(shown?.fields[0]?.options?.map(({ label }) => label)).toEqual([
      "Any",
      "Apple Pay",
      "Visa",
    ]);
    expect(read({ method: "visa", last4: "•••• 4242" }).request).toMatchObject({
      methods: ["visa"],
      last4: "4242",
    });
    expect(read({ last4: "42" }).problems).toEqual([
      "Last 4 digits: “42” does not have four digits.",
    ]);
  });
});

it("names what payments need and when cards expire", () => {
  expect(chip("needs", { needs: "refund" })?.value).toBe("Fraud warning");
  expect(read({ needs: "refund" }).request.needs).toBe("refund");
  expect(read({ needs: "money" }).problems).toEqual([
    "Needs: “money” is not known. Use recovery, refund, review.",
  ]);
  const customers = listOfSlug("customers") as ListSpec; // as above
  expect(readAddress(customers, { expires: "2026-12" }, account).request.cardExpires).toBe(
    "2026-12",
  );
  expect(readAddress(customers, { expires: "December" }, account).problems).toHaveLength(1);
});
