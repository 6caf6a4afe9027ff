import { expect, it } from "vitest";

import { readMethod, typedMethodText } from "./methods";

it.each([
  ["visa 4242", "visa", "4242"],
  ["Visa •••• 4242", "visa", "4242"],
  ["VISA", "visa", null],
  ["•••• 4242", null, "4242"],
  ["**** 4242", null, "4242"],
  ["Apple Pay", "apple_pay", null],
  [" american express ", "amex", null],
  ["SEPA •••• 3000", "sepa_debit", "3000"],
  ["us bank account", "us_bank_account", null],
])("%j is read as the column shows it", (text, name, last4) => {
  expect(readMethod(text)).toEqual({ name, last4 });
});

it.each(["4242", "Ada Whitfield", "visa 42", "order 4242", "••••", "", "visa 4242 x"])(
  "%j is no way to pay",
  (text) => {
    expect(readMethod(text)).toBeNull();
  },
);

it("is written as the column shows it", () => {
  expect(typedMethodText("visa", "4242")).toBe("Visa •••• 4242");
  expect(typedMethodText("", "4242")).toBe("•••• 4242");
  expect(typedMethodText("apple_pay", "")).toBe("Apple Pay");
});
