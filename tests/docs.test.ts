import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { expect, it } from "vitest";

import { getProvider } from "@/lib/providers/registry";
import { parseDefinition } from "@/lib/widgets/parse-definition";
import { checkDocs, citationsOf, readTree } from "@/scripts/check-docs";

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const decisions = readdirSync(path.join(root, "docs/decisions")).toSorted();

it("cites only what is there", () => {
  const all = checkDocs();
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter(({ problem }) => problem !== null)).toEqual([]);
});

it("notices what is gone", () => {
  const text = [
    "`lib/gone/file.ts`, `lib/core/<name>.ts`, `nowhere.sql`, `/charges`, `a/b`",
    "[page](docs/gone.md) [site](https://example.com) [heading](README.md#no-such-heading)",
    "```sh\nnpm run gone-script\ncat `lib/in-a-fence.ts`\n```",
  ].join("\n");
  const found = citationsOf("README.md", text, readTree());
  expect(found.filter(({ problem }) => problem !== null).map(({ cited }) => cited)).toEqual([
    "docs/gone.md",
    "README.md#no-such-heading",
    "lib/gone/file.ts",
    "nowhere.sql",
    "npm run gone-script",
  ]);
  expect(found.map(({ cited }) => cited)).toContain("lib/core/<name>.ts");
});

it("numbers the decisions without a gap", () => {
  expect(decisions.length).toBeGreaterThan(10);
  expect(decisions.map((file) => Number(file.slice(0, 4)))).toEqual(
    decisions.map((_, at) => at + 1),
  );
});

it.each(decisions)("keeps %s to one page with its four parts", (file) => {
  const text = read(`docs/decisions/${file}`);
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(["Context", "Decision", "Consequences", "When to revisit"]);
  expect(text.split(/\s+/).length).toBeLessThanOrEqual(350);
});

it("shows a picture on the first screen that a phone can load", () => {
  expect(read("README.md").split("\n").slice(0, 12).join("\n")).toContain(
    "docs/images/overview.png",
  );
  expect(readFileSync(path.join(root, "docs/images/overview.png")).length).toBeLessThan(300_000);
});

it.each(["README.md", "docs/how-to/add-a-widget.md"])("shows a widget in %s that works", (file) => {
  const [, json = ""] = /^```json\n([\s\S]*?)^```/m.exec(read(file)) ?? [];
  const parsed = parseDefinition(JSON.parse(json));
  expect(parsed).toMatchObject({ ok: true });
  if (!parsed.ok || parsed.definition.dataSource.type !== "api") return;
  const { method, endpoint } = parsed.definition.dataSource;
  const adapter = getProvider(parsed.definition.provider);
  expect(adapter.operationForEndpoint(method, endpoint)).toBeDefined();
});
