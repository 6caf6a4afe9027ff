import { expect, it } from "vitest";

import { scrub } from "./scrub";

it("leaves out secrets, card and bank data and numbers of documents, at any depth", () => {
  const secrets = {
    access_token: "x",
    auth_code: "x",
    authentication_token: "x",
    client_secret: "x",
    cvc: "x",
    fedwire_routing_number: "x",
    iban: "x",
    id_number: "x",
    id_numbers: [],
    refresh_token: "x",
    webhook_secret: "x",
  };
  expect(scrub({ id: "a", ...secrets, list: [{ inner: { ...secrets, kept: 1 } }] })).toEqual({
    id: "a",
    list: [{ inner: { kept: 1 } }],
  });
});

it("leaves out the number of a card, not that of an invoice", () => {
  expect(scrub({ number: "4242", exp_month: 1, last4: "4242" })).toEqual({
    exp_month: 1,
    last4: "4242",
  });
  expect(scrub({ number: "A-1", object: "invoice" })).toEqual({ number: "A-1", object: "invoice" });
});
