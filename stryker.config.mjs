/** The folder of `lib` to mutate. `npm run mutate` runs one after the other, so that each has to reach the threshold. */
const folder = process.env.FOLDER ?? "core";

export default {
  testRunner: "vitest",
  vitest: { configFile: "vitest.mutate.config.ts", related: true },
  // Stryker reads tsconfig files with TypeScript's API, which TypeScript 7 does not have.
  tsconfigFile: "none",
  mutate: [
    `lib/${folder}/**/*.ts`,
    "!lib/**/*.test.ts",
    "!lib/**/*.gen.ts",
    "!lib/automations/fixtures/**",
  ],
  // Most texts are messages, labels and examples. Tests state what a message must name, not each of its words. A text that
  // decides something, such as `kind === "call"`, stands in a condition, and conditions are mutated.
  mutator: { excludedMutations: ["StringLiteral"] },
  coverageAnalysis: "perTest",
  // What runs only while a module loads would run every suite again for each mutant.
  ignoreStatic: true,
  thresholds: { high: 90, low: 80, break: 80 },
  // A busy machine must not turn a slow test into a mutant that counts as found.
  timeoutMS: 10_000,
  concurrency: Number(process.env.CONCURRENCY ?? 1),
  incremental: true,
  incrementalFile: `reports/mutation/${folder}.incremental.json`,
  reporters: ["progress-append-only", "clear-text", "json"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `reports/mutation/${folder}.json` },
  tempDirName: "reports/stryker-tmp",
  ignorePatterns: [".data", ".next", "coverage", "reports", "docs/images"],
};
