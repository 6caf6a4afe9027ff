import { expect, it } from "vitest";

import { matchCustomer, isObjectId } from "./customer-choices";

const ada = { id: "cus_ada1234", name: "Ada Whitfield", note: "ada@example.com" };
const adam = { id: "cus_adam123", name: "Adam Park", note: "adam@example.com" };
const other = { id: "cus_other12", name: "Ada Whitfield", note: "aw@example.com" };

it.each([
  ["a part of a name that one customer has", "whit", [ada], { id: ada.id }],
  ["a whole name before others that begin with it", "ada whitfield", [ada, adam], { id: ada.id }],
  ["an e-mail address", "AW@example.com", [ada, other], { id: other.id }],
])("takes %s", (_name, text, found, match) => {
  expect(matchCustomer(text, found)).toEqual(match);
});

it.each([
  ["nobody", "zoe", [], /^No customer matches “zoe”/],
  ["several", "ada", [ada, adam], /^Several customers match “ada”/],
  ["two of the same name", "Ada Whitfield", [ada, other], /^Several customers match/],
])("says why %s cannot be chosen", (_name, text, found, problem) => {
  expect(matchCustomer(text, found)).toEqual({ problem: expect.stringMatching(problem) });
});

it("tells ids from names and addresses", () => {
  expect(["cus_ada1234", "gcus_1A2b3C4"].every(isObjectId)).toBe(true);
  expect(["Ada Whitfield", "ada_w@example.com", "cus"].some(isObjectId)).toBe(false);
});
