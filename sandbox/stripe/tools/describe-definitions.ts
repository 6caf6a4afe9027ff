import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { definitions } from "../schema.ts";

type Kind = "string" | "nullable" | "emptyable";

const RESOURCES = path.resolve(import.meta.dirname, "../../../node_modules/stripe/esm/resources");
const OUTPUT = new URL("../data/stripe-sdk-23.1.0.descriptions.json", import.meta.url);
const TOKEN =
  /(?:namespace|interface|class)\s+([A-Za-z0-9_.]+)[^{;]*\{|\{|\}|\bdescription\??\s*:\s*([^;]+);/g;

/**
 * The definitions that have a string property named `description`, read from the SDK's own declarations:
 * the schema extraction drops that name together with the documentation texts.
 */
export function describedDefinitions(resources = RESOURCES): Record<string, Kind> {
  const found: Record<string, Kind> = {};
  for (const entry of readdirSync(resources, { recursive: true, encoding: "utf8" })) {
    if (!entry.endsWith(".d.ts")) continue;
    const source = readFileSync(path.join(resources, entry), "utf8");
    const folder = path
      .dirname(entry)
      .split(path.sep)
      .filter((part) => part !== ".");
    collect(source, folder, found);
  }
  return Object.fromEntries(Object.entries(found).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function collect(source: string, folder: string[], found: Record<string, Kind>): void {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/\/\/.*$/gm, "");
  const open: (string | null)[] = [];
  for (const [token, name, type] of code.matchAll(TOKEN)) {
    if (token === "}") open.pop();
    else if (token.endsWith("{")) open.push(name ?? null);
    else if (open.at(-1)) {
      const full = [...folder, ...open.filter((part) => part !== null)].join(".");
      if (full in definitions) found[full] = kindOf(type ?? "");
    }
  }
}

function kindOf(type: string): Kind {
  if (type.includes("null")) return "nullable";
  return type.includes("Emptyable") ? "emptyable" : "string";
}

if (import.meta.main) {
  const note =
    "String properties named description per definition; the schema extraction drops that name.";
  const body = { note, definitions: describedDefinitions() };
  writeFileSync(OUTPUT, `${JSON.stringify(body, null, 1)}\n`);
}
