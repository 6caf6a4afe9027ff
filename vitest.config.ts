import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)) };
/** Suites of a database and of a browser run beside each other on the same cores. */
const patient = { poll: { timeout: 20_000 } };
const node = ["lib/**/*.test.ts", "sandbox/**/*.test.ts", "scripts/**/*.test.ts"];

/** Files that take longest, mostly by waiting. */
const LONG =
  /(?:faults-(?:poison|runs|steps|streams|texts|tokens)|model|chaos|leaving|pages|automations-seeds)\.test\.ts$/;

/** Begins with the files that take longest, so that none of them runs alone at the end. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is the base class's own method, not an array's
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** Suites by what they need: nothing, a DOM, a Postgres, a browser. `scripts/test.ts` runs them in turn. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongFirst },
    coverage: {
      provider: "v8",
      include: ["lib/**/*.ts"],
      reporter: ["text-summary"],
      thresholds: { lines: 85 },
      exclude: ["**/*.test.ts", "**/*.gen.ts"],
    },
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          // Files share modules, which takes a third of the time; none leaves anything behind in them.
          isolate: false,
          expect: patient,
          testTimeout: 30_000,
          include: [...node, "tests/*.test.ts", "tests/contract/**/*.test.ts"],
          setupFiles: ["tests/setup-quiet.ts"],
        },
      },
      {
        plugins: [react()],
        resolve: { alias },
        test: {
          name: "component",
          isolate: false,
          expect: patient,
          testTimeout: 30_000,
          environment: "jsdom",
          include: ["components/**/*.test.{ts,tsx}", "lib/**/*.test.tsx"],
          setupFiles: ["tests/setup-quiet.ts", "tests/setup-dom.ts"],
        },
      },
      {
        resolve: { alias },
        test: {
          name: "db",
          include: ["tests/{db,security,upgrade}/**/*.test.ts"],
          globalSetup: ["tests/db/template.ts"],
          setupFiles: ["tests/setup-quiet.ts"],
          expect: patient,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Each file has a server of its own and mostly waits: for leases, retries and processes that start again.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve: { alias },
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          expect: patient,
          testTimeout: 240_000,
          hookTimeout: 300_000,
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
