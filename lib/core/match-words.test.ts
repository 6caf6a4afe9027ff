import { expect, it } from "vitest";

import { beginsWith, matchesWords } from "./match-words";

it.each([
  ["add", "Add a widget"],
  ["wid add", "Add a widget"],
  ["jose", "José’s shop"],
  ["e-mail", "Send an e-mail"],
])("matches %j with %j", (typed, text) => expect(matchesWords(typed, text)).toBe(true));

it.each([
  ["dget", "Add a widget"],
  ["add member", "Add a widget"],
  ["", "Add a widget"],
  ["$", "Add a widget"],
])("does not match %j with %j", (typed, text) => expect(matchesWords(typed, text)).toBe(false));

it("tells what begins with a text", () => {
  expect(beginsWith("Élan ", "elan vital")).toBe(true);
  expect(beginsWith("vital", "elan vital")).toBe(false);
  expect(beginsWith(" ", "elan vital")).toBe(false);
});
