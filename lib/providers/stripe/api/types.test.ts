import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect, it } from "vitest";

import type { Fields, Node } from "./entry";
import { operationsFile, removedFile, typesFile } from "./files";

const root = path.resolve(import.meta.dirname, "../../../..");
const SIMPLE: Readonly<Record<string, string>> = {
  s: "string",
  n: "number",
  b: "boolean",
  d: "Stripe.Decimal",
  i: "bigint",
  t: "Date",
  x: "unknown",
  "0": "null",
  "": "''",
};

const nameOf = (type: string) => `T_${type.replaceAll(".", "_")}`;

function print(node: Node): string {
  if (typeof node === "string")
    return node.startsWith("#") ? nameOf(node.slice(1)) : (SIMPLE[node] ?? "never");
  if (!Array.isArray(node)) return printFields(node as Fields);
  const [kind, ...rest] = node as readonly [string, ...Node[]];
  const [first = "x"] = rest;
  const values = rest.map((value) => JSON.stringify(value)).join(" | ");
  if (kind === "e" || kind === "l") return values;
  if (kind === "o") return `${values} | OtherString`;
  if (kind === "a") return `Array<${print(first)}>`;
  if (kind === "m") return `{ [key: string]: ${print(first)} }`;
  return rest.map((option) => `(${print(option)})`).join(" | ");
}

const printFields = (fields: Fields): string =>
  `{ ${Object.entries(fields)
    .map(([field, node]) => `${field}: ${print(node)}`)
    .join("; ")} }`;

/** A program that compiles only if every type of parameters is the SDK's, at any depth. */
function proof(): string {
  const { operations } = operationsFile();
  const compared = Object.entries(operations).filter(([, entry]) => entry.in && !entry.file);
  expect(compared.length).toBeGreaterThan(640);
  return [
    'import type { Stripe } from "stripe";',
    `import type { Operations } from ${JSON.stringify(path.join(root, "lib/providers/stripe/api/keys.gen.ts"))};`,
    "type Params<K extends keyof Operations> = NonNullable<Parameters<Operations[K][2]>[Operations[K][1]]>;",
    "type OtherString = string & Record<never, never>;",
    "type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;",
    "declare function same<A, B>(yes: Same<A, B>): void;",
    ...Object.entries(typesFile()).map(
      ([type, fields]) => `interface ${nameOf(type)} ${printFields(fields)}`,
    ),
    ...compared.map(
      ([key, entry]) => `same<Params<${JSON.stringify(key)}>, ${nameOf(entry.in ?? "")}>(true);`,
    ),
    "// @ts-expect-error A field is missing.",
    'same<Params<"coupons.create">, Omit<T_CouponCreateParams, "name">>(true);',
    "// @ts-expect-error A field is required.",
    'same<Params<"coupons.list">, Required<T_CouponListParams>>(true);',
  ].join("\n");
}

it("describes the parameters of every operation as the SDK does", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "stripe-types-"));
  writeFileSync(path.join(folder, "proof.ts"), proof());
  const compilerOptions = {
    target: "es2024",
    module: "esnext",
    moduleResolution: "bundler",
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    types: ["node"],
    typeRoots: [path.join(root, "node_modules/@types")],
    paths: { stripe: [path.join(root, "node_modules/stripe/esm/stripe.esm.node.d.ts")] },
  };
  const config = path.join(folder, "tsconfig.json");
  writeFileSync(config, JSON.stringify({ compilerOptions, files: ["proof.ts"] }));
  const { stdout, status } = spawnSync(path.join(root, "node_modules/.bin/tsc"), ["-p", config], {
    encoding: "utf8",
  });
  rmSync(folder, { recursive: true });
  expect([stdout.slice(0, 2000), status]).toEqual(["", 0]);
});

it("lists as removed only what the SDK does not have", () => {
  const wrong = Object.entries(removedFile()).flatMap(([type, fields]) => {
    const known = typesFile()[type] ?? {};
    return Object.keys(fields).filter((field) => field in known || `${field}?` in known);
  });
  expect(Object.keys(removedFile()).length).toBeGreaterThan(5);
  expect(wrong).toEqual([]);
});
