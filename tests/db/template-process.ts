import "../../scripts/alias.ts";

/** Makes a data folder at the path that it is given, by a first start, and ends. */
const { startStack } = await import("../../supabase/embedded/stack.ts");

const stack = await startStack({
  root: process.argv[2] ?? "",
  siteUrl: "http://localhost:3000",
  log: () => {},
});
await stack.stop();
process.exit(0);
