import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { isDatabaseTest } from "./mutants/checkout-copy";
import { MUTANTS, TOPICS } from "./mutants/list";
import { applyMutant, selectMutants, type Mutant } from "./mutants/mutant";

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

/** The code that runs automations, and the database modules that it and the webhook endpoint import. */
const runs = readdirSync(path.join(root, "lib/runs")).map((file) => `lib/runs/${file}`);
const statements = [...runs, "lib/ingest/receive.ts", "lib/ingest/signing-secrets.ts"].flatMap(
  (file) =>
    [...read(file).matchAll(/"@\/(lib\/db\/[\w-]+)"/g)].map(([, imported]) => `${imported}.ts`),
);
const isCore = (file: string) =>
  runs.includes(file) ||
  file.startsWith("lib/ingest/") ||
  file.endsWith("_deliveries.sql") ||
  file.endsWith("_objects.sql") ||
  statements.includes(file);

const MIGRATIONS = "supabase/migrations";
const DEFINED = /create (?:or replace )?function ([\w.]+)/g;

/** The function of a migration that a piece of it belongs to, if a later migration defines that function anew. */
function replacedFunction({ file, find }: Mutant): string | null {
  if (!file.startsWith(MIGRATIONS)) return null;
  const [before = ""] = read(file).split(find);
  const [, name] = [...before.matchAll(DEFINED)].at(-1) ?? [];
  if (name === undefined || before.slice(before.lastIndexOf(name)).includes("\nend $$;"))
    return null;
  const later = readdirSync(path.join(root, MIGRATIONS)).filter((one) => one > path.basename(file));
  const defined = later.flatMap((one) => [...read(`${MIGRATIONS}/${one}`).matchAll(DEFINED)]);
  return defined.some(([, other]) => other === name) ? name : null;
}

/** Describes what is wrong with a mutant; `null` when it is fine. */
function problemOf(mutant: Mutant): string | null {
  const lost = mutant.killedBy.filter((file) => !existsSync(path.join(root, file)));
  if (lost.length > 0 || mutant.killedBy.length === 0) return `No such tests: ${lost.join()}`;
  const source = read(mutant.file);
  try {
    return applyMutant(source, mutant) === source ? `It changes nothing: ${mutant.name}` : null;
  } catch (error) {
    return String(error);
  }
}

describe("the list of mutants", () => {
  it("has at least 40 where runs and webhooks are handled, killed by database tests", () => {
    const core = MUTANTS.filter(
      ({ file, killedBy }) => isCore(file) && killedBy.every(isDatabaseTest),
    );
    expect(core.length).toBeGreaterThanOrEqual(40);
  });

  it("has at least five on every topic", () => {
    const few = Object.entries(TOPICS).filter(([, mutants]) => mutants.length < 5);
    expect(few).toEqual([]);
  });

  it("names each protection once", () => {
    const names = MUTANTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("changes no function of the database that a later migration defines anew", () => {
    expect(MUTANTS.map(replacedFunction).filter((name) => name !== null)).toEqual([]);
  });

  it("finds the place of each exactly once", () => {
    expect(MUTANTS.map(problemOf).filter((problem) => problem !== null)).toEqual([]);
  });
});

describe("a mutant", () => {
  const mutant = { name: "Adds.", file: "a.ts", find: "1 + 1", replace: "1 - 1", killedBy: [] };

  it("changes the one place that it names", () => {
    expect(applyMutant("x = 1 + 1;", mutant)).toBe("x = 1 - 1;");
  });

  it.each(["x = 2;", "x = 1 + 1; y = 1 + 1;"])("does not apply to %s", (source) => {
    expect(() => applyMutant(source, mutant)).toThrow("Not exactly once in a.ts");
  });

  it("is selected by a part of its name", () => {
    expect(selectMutants([mutant], ["adds"])).toEqual([mutant]);
    expect(selectMutants([mutant], ["lease"])).toEqual([]);
    expect(selectMutants([mutant], [])).toEqual([mutant]);
  });
});
