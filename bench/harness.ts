import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const folder = path.join(root, ".data/bench/copy");
// The copy of its own: two of them would bring two Reacts.
const nextBin = path.join(folder, "node_modules/next/dist/bin/next");

/** What a build reads. The lockfile marks the root for Next. */
const PARTS =
  /^(?:(?:app|components|lib|public|sandbox|scripts|supabase|bench\/floor-app)\/|(?:instrumentation|proxy|next\.config)\.ts$|postcss\.config\.mjs$|tsconfig\.json$|package(?:-lock)?\.json$|\.gitignore$)/;

/**
 * A copy of the working tree, so that a dev server or build of yours is not disturbed. A repository of its own,
 * since Tailwind follows .gitignore only inside one, with packages of its own, since Next follows no link out of it.
 */
function makeCopy(): string {
  const listed = spawnSync("git", ["ls-files", "-co", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const old of ["app", "components", "lib", "sandbox", "scripts", "supabase", "bench"])
    rmSync(path.join(folder, old), { recursive: true, force: true });
  for (const file of listed.stdout.split("\n").filter((name) => PARTS.test(name))) {
    // The list of mutants imports from the tests, which are not copied.
    if (/\.test\.tsx?$/.test(file) || file === "scripts/mutants.ts") continue;
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(folder, file));
  }
  spawnSync("git", ["init", "--quiet"], { cwd: folder });
  const [from, to] = [path.join(root, "node_modules"), path.join(folder, "node_modules")];
  rmSync(to, { recursive: true, force: true });
  // Hard links where the system has them: nobody writes into packages.
  if (spawnSync("cp", ["-al", from, to]).status !== 0) {
    rmSync(to, { recursive: true, force: true });
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
  return folder;
}

let copied: string | undefined;
/** The copy's folder; made once per run. */
export const copyFolder = (): string => (copied ??= makeCopy());

const built = new Set<string>();

/** Builds a folder of the copy once per run. */
export function build(folder: string): void {
  if (built.has(folder)) return;
  rmSync(path.join(folder, ".next"), { recursive: true, force: true });
  const result = spawnSync(process.execPath, [nextBin, "build"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (result.status !== 0)
    throw new Error(`next build failed in ${folder}:\n${result.stdout}${result.stderr}`);
  built.add(folder);
}
