import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

/** The suites that `npm run mutate` runs: those of the mutated folder, as one plain project, which is all that Stryker supports. */
export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    include: [`lib/${process.env["FOLDER"] ?? "core"}/**/*.test.ts`],
    setupFiles: ["tests/setup-mutate.ts"],
    testTimeout: 30_000,
    // One worker runs every suite that reaches a mutant; loading the modules for each anew takes longer than the tests.
    isolate: false,
  },
});
