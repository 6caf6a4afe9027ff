import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * Fails when a document cites something that is gone: a path in backticks, a relative link or its heading, an npm script.
 * Usage: `node_modules/.bin/node scripts/check-docs.ts`; `tests/docs.test.ts` runs it too.
 */
const root = path.resolve(import.meta.dirname, "..");
const NOT_OURS = new Set(["node_modules", ".git", "coverage", "reports"]);
const isOurs = (name: string) => !NOT_OURS.has(name) && !/^\.(next|data)/.test(name);

/** Folders whose mention is a path, also on the day that one of them is gone. */
const FOLDERS = "app bench components docs lib sandbox scripts supabase tests".split(" ");

/** What a check knows of the repository. */
export interface Tree {
  /** Every file and folder from the root, with forward slashes. */
  readonly paths: ReadonlySet<string>;
  readonly scripts: ReadonlySet<string>;
  readonly read: (file: string) => string;
}

/** One thing that a document cites, and whether it is there. */
export interface Citation {
  readonly file: string;
  readonly cited: string;
  readonly problem: string | null;
}

function walk(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (!isOurs(entry.name)) return [];
    const at = path.posix.join(folder, entry.name);
    return entry.isDirectory() ? [at, ...walk(at)] : [at];
  });
}

export function readTree(): Tree {
  const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  return {
    paths: new Set(walk("")),
    scripts: new Set(Object.keys(manifest.scripts)),
    read: (file) => readFileSync(path.join(root, file), "utf8"),
  };
}

const withoutFences = (text: string) => text.replaceAll(/^```[\s\S]*?^```/gm, "");
/** A heading's anchor, as GitHub makes it. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");
const anchorsOf = (text: string) =>
  [...withoutFences(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchor(heading));

function linkProblem(file: string, target: string, tree: Tree): string | null {
  const [link = "", fragment] = target.split("#");
  const to = link === "" ? file : path.posix.join(path.posix.dirname(file), link);
  const wanted = to.replace(/\/$/, "");
  if (wanted !== "." && !tree.paths.has(wanted)) return "the link leads nowhere";
  if (fragment && to.endsWith(".md") && !anchorsOf(tree.read(to)).includes(fragment))
    return "the page has no such heading";
  return null;
}

/** Whether a text in backticks is there, or `undefined` when it is no path. A placeholder such as `<id>` ends what is looked at. */
function pathProblem(file: string, text: string, tree: Tree): string | null | undefined {
  const cited = text.replace(/^\.\//, "").replace(/\/$/, "");
  if (/\s|^[/@.~]|:\/\//.test(cited)) return undefined;
  const parts = cited.split("/");
  const placeholder = parts.findIndex((part) => /[<>*{}…]/.test(part));
  const fixed = placeholder === -1 ? cited : parts.slice(0, placeholder).join("/");
  if (fixed === "") return undefined;
  if (parts.length === 1) {
    if (!/^[\w.-]+\.(ts|tsx|sql|sh)$/.test(cited)) return undefined;
    const anywhere = [...tree.paths].some((one) => path.posix.basename(one) === cited);
    return anywhere ? null : "there is no file of this name";
  }
  const beside = path.posix.join(path.posix.dirname(file), fixed);
  if (tree.paths.has(fixed) || tree.paths.has(beside)) return null;
  return FOLDERS.includes(parts[0] ?? "") ? "the path is gone" : undefined;
}

/** Everything that one document cites. */
export function citationsOf(file: string, text: string, tree: Tree): Citation[] {
  const prose = withoutFences(text);
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]) =>
    /^[a-z]+:/.test(target)
      ? []
      : [{ file, cited: target, problem: linkProblem(file, target, tree) }],
  );
  const paths = [...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, cited = ""]) => {
    const problem = pathProblem(file, cited, tree);
    return problem === undefined ? [] : [{ file, cited, problem }];
  });
  const scripts = [...text.matchAll(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)].map(
    ([cited, name = ""]) => ({
      file,
      cited,
      problem: tree.scripts.has(name) ? null : "package.json has no such script",
    }),
  );
  return [...links, ...paths, ...scripts];
}

/** Every citation of every document of the project. */
export function checkDocs(tree: Tree = readTree()): Citation[] {
  return [...tree.paths]
    .filter((file) => file.endsWith(".md") && !file.includes("/fixtures/"))
    .flatMap((file) => citationsOf(file, tree.read(file), tree));
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) {
  const all = checkDocs();
  const broken = all.filter(({ problem }) => problem !== null);
  for (const { file, cited, problem } of broken) console.error(`${file}: ${cited}: ${problem}`);
  console.log(`${all.length} citations, ${broken.length} broken`);
  process.exitCode = broken.length > 0 || !existsSync(path.join(root, "README.md")) ? 1 : 0;
}
