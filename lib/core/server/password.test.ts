import { describe, expect, it } from "vitest";

import { passwordProblem } from "./password";

const OWN = ["Ada Lovelace", "ada.lovelace@northwind.example"];

describe("a new password", () => {
  it.each([
    ["password", "easy"],
    ["Passw0rd!", "easy"],
    ["12345678", "easy"],
    ["aaaaaaaa", "easy"],
    ["        ", "easy"],
    ["qwertyuiop", "easy"],
    ["dashboard", "easy"],
    ["northwind1", "easy"],
    ["ada.lovelace", "easy"],
    ["short", "at least 8"],
    ["kJ8#pQ2", "at least 8"],
    ["lovelaceada", "easy"],
    ["agentic1", "easy"],
    ["", "at least 8"],
    ["x".repeat(201), "at most 200"],
  ])("%j is refused", async (password, why) => {
    expect(await passwordProblem(password, OWN)).toContain(why);
  });

  it.each([
    "correct horse",
    "tr0ub4dor&3",
    "kJ8#pQ2z",
    "ein Pferd frisst Gras",
    "密码比较长一点也可以的",
  ])("%j is accepted", async (password) => {
    expect(await passwordProblem(password, OWN)).toBeNull();
  });

  it("may have 200 characters", async () => {
    expect(await passwordProblem("kJ8#pQ2zL0vR".repeat(17).slice(0, 200), OWN)).toBeNull();
  });

  it("is weighed by the words of its own person", async () => {
    expect(await passwordProblem("Zelenograd99", [])).toBeNull();
    expect(await passwordProblem("Zelenograd99", ["olga@zelenograd99.example"])).toContain("easy");
    expect(await passwordProblem("Zelenograd99", ["Olga Zelenograd99"])).toContain("easy");
  });

  it("is checked in a moment, however long it is", async () => {
    await passwordProblem("warm up the lists", OWN);
    const began = performance.now();
    await passwordProblem("a!".repeat(100), OWN);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
