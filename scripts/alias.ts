import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.resolve(import.meta.dirname, "..");

/** The file that a bundler would take for an import without an ending. */
function withEnding(base: string): string | undefined {
  return [`${base}.ts`, path.join(base, "index.ts")].find((file) => existsSync(file));
}

/** Plain Node reads our TypeScript, but knows neither `@/` nor imports without an ending. */
registerHooks({
  resolve(specifier, context, nextResolve) {
    const parent = context.parentURL;
    const ours = parent?.startsWith("file:") && !parent.includes("/node_modules/") ? parent : null;
    let base: string | undefined;
    if (specifier.startsWith("@/")) base = path.join(root, specifier.slice(2));
    else if (ours && /^\.{1,2}\//.test(specifier) && path.extname(specifier) === "")
      base = path.resolve(path.dirname(fileURLToPath(ours)), specifier);
    const file = base === undefined ? undefined : withEnding(base);
    return nextResolve(file === undefined ? specifier : pathToFileURL(file).href, context);
  },
});
