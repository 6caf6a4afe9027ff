import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

import { expect, it } from "vitest";

/** Reads the table of ARCHITECTURE.md and holds every import to it. */
const root = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const ticked = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

const rows = read("ARCHITECTURE.md")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()));
const floors = new Map(
  rows.flatMap(([, folders = "", , may = ""]) =>
    ticked(folders).map((folder) => [folder, ticked(may)] as const),
  ),
);

const isSource = (file: string) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\.d\.ts$/.test(file);
const walk = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .filter((file) => isSource(file) && statSync(path.join(root, file)).isFile());
const files = [
  ...["app", "components", "lib", "sandbox"].flatMap(walk),
  "proxy.ts",
  "instrumentation.ts",
  "next.config.ts",
];

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|\brequire\(\s*)["']([^"']+)["']/g;

/** A specifier as a path from the root, or null for a package. */
function resolve(from: string, specifier: string): string | null {
  if (specifier.startsWith("@/")) return specifier.slice(2);
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(from), specifier);
  return null;
}
/** A folder's own door counts as in the folder: `@/lib/providers/stripe`. */
const asFile = (target: string) =>
  existsSync(path.join(root, target)) && statSync(path.join(root, target)).isDirectory()
    ? `${target}/index.ts`
    : target;

const arrows = files.flatMap((from) =>
  [...read(from).matchAll(IMPORT)].flatMap(([, specifier = ""]) => {
    const to = resolve(from, specifier);
    return to === null || /\.(css|json)$/.test(to) ? [] : [{ from, to: asFile(to) }];
  }),
);

/** True if a file is the one that a row names or lies in its folder. `*` in a row is the name of any folder. */
function within(file: string, row: string): boolean {
  const [wanted, given] = [row, file].map((name) => name.replace(/\.tsx?$/, "").split("/"));
  return (wanted ?? []).every((name, index) => name === "*" || name === given?.[index]);
}
/** The longest row that a file lies in; a file may have its own row. */
const floorOf = (file: string): string | undefined =>
  [...floors.keys()]
    .filter((floor) => within(file, floor))
    .toSorted((a, b) => b.length - a.length)[0];
/** `lib/core` includes `lib/core/server` for everybody but components. */
const reaches = (floor: string, target: string) =>
  within(target, floor) || (floors.get(floor) ?? []).some((allowed) => within(target, allowed));

const isClient = (file: string) =>
  file.startsWith("components/") || /^\s*["']use client["']/.test(read(file));
const providerOf = (file: string) => /^lib\/providers\/([^/]+)\//.exec(file)?.[1];

it("reads the tree", () => {
  expect(floors.size).toBeGreaterThan(15);
  expect(arrows.length).toBeGreaterThan(200);
});

it("gives every source file a row", () => {
  expect(files.filter((file) => !floorOf(file))).toEqual([]);
});

it("lets imports run downward only", () => {
  const broken = arrows.filter(({ from, to }) => {
    const floor = floorOf(from);
    return floor !== undefined && floorOf(to) !== floor && !reaches(floor, to);
  });
  expect(broken).toEqual([]);
});

it("keeps components and client files away from the server", () => {
  const broken = arrows.filter(
    ({ from, to }) =>
      isClient(from) &&
      (to.startsWith("lib/core/server") ||
        to.startsWith("lib/widgets/draw") ||
        !/^(components|lib\/(widgets|figures|business|charts|contracts|expressions|core|automations\/(form|steps\/forms)|mesh\/browser|mesh\/event))/.test(
          to,
        )),
  );
  expect(broken.filter(({ from }) => from.startsWith("components/"))).toEqual([]);
});

it("keeps the schemas of contracts out of the browser: components take their types alone", () => {
  const imports = files
    .filter((file) => file.startsWith("components/") || file.startsWith("lib/mesh/browser/"))
    .flatMap((file) =>
      [...read(file).matchAll(/^(?:import|export)[^;]*?from "@\/lib\/contracts\/[^"]+";/gm)].map(
        ([statement]) => ({ file, statement }),
      ),
    );
  expect(imports.length).toBeGreaterThan(5);
  expect(imports.filter(({ statement }) => !/^(?:import|export) type /.test(statement))).toEqual(
    [],
  );
});

it("keeps providers apart from each other and from the registry", () => {
  const shared = ["types", "http", "endpoint", "http-adapter"].map(
    (name) => `lib/providers/${name}`,
  );
  const broken = arrows.filter(
    ({ from, to }) =>
      providerOf(from) &&
      to.startsWith("lib/providers/") &&
      providerOf(to) !== providerOf(from) &&
      !shared.includes(to),
  );
  expect(broken).toEqual([]);
});

it("lists every provider's folder in all.ts", () => {
  const folders = readdirSync(path.join(root, "lib/providers"), { withFileTypes: true }).filter(
    (entry) => entry.isDirectory(),
  );
  const listed = [...read("lib/providers/all.ts").matchAll(/from "\.\/([a-z-]+)"/g)].map(
    ([, name]) => name,
  );
  expect(new Set(listed)).toEqual(new Set(folders.map(({ name }) => name)));
});

it("keeps the root free of reports", () => {
  const allowed = new Set([
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
  ]);
  expect(readdirSync(root).filter((file) => file.endsWith(".md") && !allowed.has(file))).toEqual(
    [],
  );
});

it("imports server-only under app/_server alone", () => {
  const broken = files.filter(
    (file) => /import ["']server-only["']/.test(read(file)) && !file.startsWith("app/_server/"),
  );
  expect(broken).toEqual([]);
});

it("keeps the webhook path out of the proxy", () => {
  const matcher = /matcher: \[\s*["'](.+?)["'],?\s*\]/s.exec(read("proxy.ts"))?.[1] ?? "";
  const pattern = new RegExp(`^${matcher.replaceAll("\\\\", "\\")}$`);
  expect(pattern.test("/settings/connections")).toBe(true);
  expect(pattern.test("/api/mesh/stream")).toBe(true);
  expect(pattern.test("/api/webhooks/stripe")).toBe(false);
});
