import { expect, it } from "vitest";

import { Choices, choicesFor } from "./choices";

const channel = (value: string, label: string) => ({ value, label, group: "" });
const ALL = [channel("C1", "#sales team"), channel("C2", "#ops"), channel("C3", "Sales Europe")];

it.each([
  ["", ["C1", "C2", "C3"]],
  ["  ", ["C1", "C2", "C3"]],
  ["sales", ["C1", "C3"]],
  ["SALES", ["C1", "C3"]],
  ["europe sales", ["C3"]],
  ["#sales", ["C1", "C3"]],
  ["c2", ["C2"]],
  ["C2 ", ["C2"]],
  ["sales #ops", []],
  ["zzz", []],
  ["C2", ["C1", "C2", "C3"]],
])("finds choices by %j", (typed, values) => {
  expect(choicesFor(ALL, typed).map(({ value }) => value)).toEqual(values);
});

it("reads each answer about what can be chosen, and no other", () => {
  const listed = { status: "listed", account: "Acme", choices: ALL, isCut: false, problem: null };
  for (const answer of [listed, { status: "not-connected" }, { status: "needs", fields: ["a"] }])
    expect(Choices.parse(answer)).toEqual(answer);
  for (const answer of [{ ...listed, problem: 5 }, { status: "needs" }, { status: "gone" }])
    expect(Choices.safeParse(answer).success).toBe(false);
});
