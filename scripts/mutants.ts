import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { CheckoutCopy } from "../tests/mutants/checkout-copy.ts";
import { MUTANTS } from "../tests/mutants/list.ts";
import { applyMutant, selectMutants, type Mutant } from "../tests/mutants/mutant.ts";

/**
 * Proves that the tests notice mistakes: applies the mutants of `tests/mutants/list.ts` one at a time to copies of the
 * checkout, and runs the tests that have to fail then. Prints `killed` or `SURVIVED` for each, and ends with exit code 1
 * when one survives. Usage: `npm run mutants`, or `npm run mutants -- lease` for the mutants whose names contain “lease”.
 */
const root = path.resolve(import.meta.dirname, "..");
const TIMEOUT_MS = 180_000;
const BASELINE_TIMEOUT_MS = 20 * 60_000;
/** Mutants that are tested at the same time. */
const CONCURRENCY = 2;

const secondsSince = (start: number) => `${((Date.now() - start) / 1000).toFixed(1)} s`;

/** Lists the files of the checkout that git tracks, or would track. */
function listFiles(): string[] {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\0");
  return files.filter((file) => file !== "" && existsSync(path.join(root, file)));
}

/** Tells whether the piece that a mutant replaces occurs exactly once, and says so when it does not. */
function isApplicable(mutant: Mutant): boolean {
  try {
    applyMutant(readFileSync(path.join(root, mutant.file), "utf8"), mutant);
    return true;
  } catch (error) {
    console.error(String(error));
    return false;
  }
}

/** Runs the tests without a mutant. Returns why they prove nothing: one fails, or there is none of the given name. */
async function findBaselineProblems(
  copy: CheckoutCopy,
  mutants: readonly Mutant[],
  template: string,
): Promise<string[]> {
  const problems = new Set<string>();
  const groups = [mutants.filter(({ test }) => test), mutants.filter(({ test }) => !test)];
  for (const group of groups.filter(({ length }) => length > 0)) {
    const files = [...new Set(group.flatMap(({ killedBy }) => killedBy))];
    const names = [...new Set(group.flatMap(({ test }) => test ?? []))];
    const options = { names, timeoutMs: BASELINE_TIMEOUT_MS, bail: false, template };
    const { results, output } = await copy.test(files, options);
    for (const { file, name, status } of results)
      if (status === "failed") problems.add(`${file}: “${name}” fails without a mutant.`);
    for (const { killedBy, test = "" } of group)
      for (const file of killedBy)
        if (
          !results.some(
            (one) => one.file === file && one.status === "passed" && one.name.includes(test),
          )
        )
          problems.add(`${file}: no test passed with “${test}” in its name.`);
    if (problems.size > 0) console.error(output);
  }
  return [...problems];
}

/** Runs the tests of a mutant. It is killed when one of them fails, or when they hang. */
async function testMutant(
  copy: CheckoutCopy,
  mutant: Mutant,
  template: string,
): Promise<{ isKilled: boolean; note: string | null }> {
  const { isTimedOut, results, output } = await copy.withMutant(mutant, () =>
    copy.test(mutant.killedBy, {
      names: mutant.test === undefined ? [] : [mutant.test],
      timeoutMs: TIMEOUT_MS,
      bail: true,
      ...(mutant.file.startsWith("supabase/") ? {} : { template }),
    }),
  );
  if (isTimedOut) return { isKilled: true, note: "the tests hung" };
  if (results.some(({ status }) => status === "failed")) return { isKilled: true, note: null };
  if (results.some(({ status }) => status === "passed")) return { isKilled: false, note: null };
  console.error(output);
  return { isKilled: false, note: "the tests could not run" };
}

/** Tests all mutants, one at a time in each copy. Returns how many were killed. */
async function testMutants(
  copies: readonly CheckoutCopy[],
  mutants: readonly Mutant[],
  template: string,
): Promise<number> {
  const waiting = [...mutants];
  let killed = 0;
  const work = async (copy: CheckoutCopy) => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const started = Date.now();
      const { isKilled, note } = await testMutant(copy, mutant, template);
      if (isKilled) killed++;
      const details = [secondsSince(started), ...(note === null ? [] : [note])].join(", ");
      console.log(`${isKilled ? "killed  " : "SURVIVED"} ${mutant.name} (${details})`);
    }
  };
  await Promise.all(copies.map(work));
  return killed;
}

async function main(scratch: string, copies: CheckoutCopy[]): Promise<boolean> {
  const mutants = selectMutants(MUTANTS, process.argv.slice(2));
  if (mutants.length === 0) {
    console.error("No mutant has one of these texts in its name.");
    return false;
  }
  if (mutants.filter((mutant) => !isApplicable(mutant)).length > 0) return false;
  const began = Date.now();
  const files = listFiles();
  const first = new CheckoutCopy(root, files, path.join(scratch, "0"));
  copies.push(first);
  const template = path.join(scratch, "template");
  await first.run(["tests/db/template-process.ts", template], TIMEOUT_MS);
  const problems = await findBaselineProblems(first, mutants, template);
  if (problems.length > 0) {
    for (const problem of problems) console.error(problem);
    return false;
  }
  console.log(`The tests pass without a mutant (${secondsSince(began)}).`);
  while (copies.length < Math.min(CONCURRENCY, mutants.length))
    copies.push(new CheckoutCopy(root, files, path.join(scratch, String(copies.length))));
  const killed = await testMutants(copies, mutants, template);
  console.log(`${killed} killed, ${mutants.length - killed} survived`);
  return killed === mutants.length;
}

const scratch = mkdtempSync(path.join(tmpdir(), "mutants-"));
// Postgres may run as another user, who has to reach its data below.
chmodSync(scratch, 0o711);
const copies: CheckoutCopy[] = [];
function cleanUp(): void {
  for (const copy of copies) copy.stop();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.once(name, () => {
    cleanUp();
    process.exit(130);
  });
try {
  process.exitCode = (await main(scratch, copies)) ? 0 : 1;
} finally {
  cleanUp();
}
