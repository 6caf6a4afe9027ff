import { format } from "node:util";

import { afterAll, afterEach } from "vitest";

import { logger } from "@/lib/core/server/logger";

/**
 * Fails a test that prints a warning or an error nobody expects, on the console or as an error line of the log. A test
 * that expects one replaces the function: `vi.spyOn(console, "error").mockImplementation(() => {})`, and says what came.
 */
const printed: string[] = [];

const recording =
  (name: string) =>
  (...values: unknown[]): void => {
    printed.push(`${name}: ${format(...values)}`);
  };

Object.assign(console, {
  error: recording("console.error"),
  warn: recording("console.warn"),
});
logger.error = recording("logger.error");

function failIfPrinted(): void {
  const lines = printed.splice(0);
  if (lines.length > 0)
    throw new Error(`The test printed what nobody expects:\n${lines.join("\n")}`);
}

afterEach(failIfPrinted);
// What is printed after the last test has ended belongs to the file.
afterAll(failIfPrinted);
