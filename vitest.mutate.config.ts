import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

/** The unit suites that `npm run mutate` runs, as one plain project, which is all that Stryker supports. */
export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    include: ["lib/{automations,expressions,core}/**/*.test.ts"],
    testTimeout: 30_000,
  },
});
