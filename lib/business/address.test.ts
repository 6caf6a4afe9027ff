import { expect, it } from "vitest";

import { readAddress, type Address } from "./address";
import { listOfSlug } from "./lists";

const account = {
  connectionId: "11111111-1111-4111-8111-111111111111",
  provider: "stripe",
  label: "Test shop",
  livemode: false,
  currency: "usd",
  timeZone: "UTC",
};
const payments = listOfSlug("payments");
const read = (address: Address) => {
  if (!payments) throw new Error("There is no list of payments.");
  return readAddress(payments, address, account);
};

it.each<[string, Address, RegExp]>([
  ["8,000 letters to look for", { q: "x".repeat(8_000) }, /^Text: .* 200 characters\.$/],
  ["a long customer", { customer: "x".repeat(8_000) }, /^Customer: .* too long/],
  ["a long method", { method: "x".repeat(61) }, /^Method: .* too long/],
  ["a long name of metadata", { metadata: `${"x".repeat(41)}: 1` }, /^Metadata: a name/],
  ["metadata without a name", { metadata: ": 1" }, /^Metadata: write a name/],
  ["a currency that is none", { currency: "dollars" }, /^Currency: “dollars” is not a currency/],
])("leaves out %s, and says so", (_name, address, sentence) => {
  const { request, problems, address: kept } = read({ ...address, tab: "failed" });
  expect(problems).toEqual([expect.stringMatching(sentence)]);
  expect(request).toEqual(read({ tab: "failed" }).request);
  expect(JSON.stringify(kept).length).toBeLessThan(100);
});

it("keeps what a list can look for", () => {
  const { request, problems } = read({ q: "ada", currency: "EUR", metadata: "order_id: 1042" });
  expect(problems).toEqual([]);
  expect(request).toMatchObject({
    text: "ada",
    currency: "eur",
    metadata: { key: "order_id", value: "1042" },
  });
});

it("lists the subscriptions of a product, and nothing but what the list knows", () => {
  const subscriptions = listOfSlug("subscriptions");
  if (!subscriptions) throw new Error("There is no list of subscriptions.");
  const { request } = readAddress(subscriptions, { product: "prod_1" }, account);
  expect(request.parent).toBe("prod_1");
  expect(read({ product: "prod_1" }).request.parent).toBeUndefined();
});
