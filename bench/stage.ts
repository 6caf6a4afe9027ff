import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const stage = path.join(root, ".data/bench/stage");
const nextBin = path.join(root, "node_modules/next/dist/bin/next");

/** What a build reads; without .gitignore Tailwind would read its own output. No lockfile: Next then finds this project's own above, and with it node_modules. */
const PARTS =
  /^(?:(?:app|components|lib|public|sandbox|scripts|supabase|bench\/floor-app)\/|(?:instrumentation|proxy|next\.config)\.ts$|postcss\.config\.mjs$|tsconfig\.json$|package\.json$|\.gitignore$)/;

/**
 * A copy of the working tree, so that a dev server or build of yours is not disturbed.
 * Inside the checkout, since Turbopack follows no link out of its root.
 */
function makeStage(): string {
  const listed = spawnSync("git", ["ls-files", "-co", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const old of ["app", "components", "lib", "sandbox", "scripts", "supabase", "bench"])
    rmSync(path.join(stage, old), { recursive: true, force: true });
  for (const file of listed.stdout.split("\n").filter((name) => PARTS.test(name))) {
    if (/\.test\.tsx?$/.test(file)) continue;
    mkdirSync(path.dirname(path.join(stage, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(stage, file));
  }
  const modules = path.join(stage, "node_modules");
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(modules);
  // Only what is started by its path; the rest is found above. A link of the whole folder would be read by Tailwind.
  symlinkSync("../../../../node_modules/next", path.join(modules, "next"));
  return stage;
}

let staged: string | undefined;
/** The copy's folder; made once per run. */
export const stageFolder = (): string => (staged ??= makeStage());

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
