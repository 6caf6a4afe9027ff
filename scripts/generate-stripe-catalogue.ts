import path from "node:path";

import { describeDifference } from "./stripe-catalogue/difference.ts";
import { extract } from "./stripe-catalogue/extract.ts";
import {
  readCommitted,
  readGenerated,
  readRemoved,
  render,
  renderRemoved,
  withRemoved,
  writeGenerated,
} from "./stripe-catalogue/files.ts";

/**
 * Writes lib/providers/stripe/api/*.gen.* from the installed `stripe` package, and prints what changed since the committed
 * files. `--check` only fails when a file would change. `--since <folder>` compares with an older `stripe` package instead, and
 * may be repeated, oldest first.
 */
const args = process.argv.slice(2);
const folder = path.resolve(import.meta.dirname, "../node_modules/stripe");
const found = extract(folder);
const files = render(found);
const changed = Object.entries(files).filter(([name, text]) => readGenerated(name) !== text);

if (args.includes("--check")) {
  for (const [name] of changed) console.error(`${name} differs from stripe ${found.version.sdk}.`);
  if (changed.length > 0) console.error("Run npm run stripe:catalogue.");
  process.exit(changed.length > 0 ? 1 : 0);
}

const older = args.flatMap((arg, at) => (arg === "--since" ? [args[at + 1] ?? ""] : []));
const steps = older.length > 0 ? [...older.map(extract), found] : [readCommitted(), found];
let removed = readRemoved();
for (const [at, after] of steps.entries()) {
  const before = at === 0 ? null : steps[at - 1];
  if (!before || !after) continue;
  removed = withRemoved(removed, before.types, after);
  if (before.version.sdk !== after.version.sdk) console.log(describeDifference(before, after));
}
for (const [name, text] of changed) writeGenerated(name, text);
writeGenerated("removed.gen.json", renderRemoved(removed));
console.log(
  `stripe ${found.version.sdk}: ${Object.keys(found.operations).length} operations, ${changed.length} files changed`,
);
