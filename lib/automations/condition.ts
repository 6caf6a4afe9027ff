import * as z from "zod";

import type { Ast, Diagnostic } from "../expressions/ast";
import { parseExpression } from "../expressions/parser";

const Value = z.union([z.string().max(500), z.number(), z.boolean(), z.null()]);

/** Tests of one field; all must hold. */
const Tests = z.strictObject({
  eq: Value.optional(),
  ne: Value.optional(),
  in: z.array(Value).min(1).max(50).optional(),
  gt: z.union([z.number(), z.string().max(500)]).optional(),
  gte: z.union([z.number(), z.string().max(500)]).optional(),
  lt: z.union([z.number(), z.string().max(500)]).optional(),
  lte: z.union([z.number(), z.string().max(500)]).optional(),
  contains: z.union([z.string().max(500), z.number()]).optional(),
  exists: z.boolean().optional(),
});
type Tests = z.infer<typeof Tests>;

/** A condition written as data: fields with their tests, and `all`, `any`, `not` to combine them. All entries must hold. */
export interface DataCondition {
  readonly [key: string]: Tests | DataCondition | readonly DataCondition[];
}

const PATH = /^[A-Za-z_]\w*(?:\.\w+)*$/;
const COMBINERS = new Set(["all", "any", "not"]);

const DataCondition: z.ZodType<DataCondition> = z.lazy(() =>
  z
    .record(z.string(), z.unknown())
    .superRefine((value, context) => {
      if (Object.keys(value).length === 0)
        context.addIssue({ code: "custom", message: "Must name at least one field" });
      for (const [key, part] of Object.entries(value)) {
        const schema = COMBINERS.has(key)
          ? key === "not"
            ? DataCondition
            : z.array(DataCondition).min(1).max(20)
          : PATH.test(key)
            ? Tests.refine((tests) => Object.keys(tests).length > 0, "Must hold a test")
            : undefined;
        const parsed = schema?.safeParse(part);
        if (!schema)
          context.addIssue({ code: "custom", path: [key], message: "Is not the name of a field" });
        for (const issue of parsed?.error?.issues ?? [])
          context.addIssue({ code: "custom", path: [key, ...issue.path], message: issue.message });
      }
    })
    .transform((value) => value as DataCondition),
);

/** A condition: data, or an expression such as `event.data.amount >= 5000`. */
export const Condition = z.union([
  z
    .string()
    .max(500)
    .superRefine((source, context) => {
      const parsed = parseExpression(source);
      if (!parsed.ok) context.addIssue({ code: "custom", message: parsed.diagnostic.message });
    }),
  DataCondition,
]);
export type Condition = z.infer<typeof Condition>;

const at = 0;
const literal = (value: string | number | boolean | null): Ast => ({ kind: "literal", value, at });

function pathAst(path: string): Ast {
  const [first = "", ...rest] = path.split(".");
  return rest.reduce<Ast>((object, key) => ({ kind: "member", object, key: literal(key), at }), {
    kind: "variable",
    name: first,
    at,
  });
}

const OPERATORS = { eq: "===", ne: "!==", gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

function testAst(path: string, test: keyof Tests, wanted: unknown): Ast {
  const field = pathAst(path);
  const value = wanted as string | number | boolean | null; // what the schema admits
  if (test === "exists") {
    const exists: Ast = { kind: "call", name: "exists", args: [field], at };
    return value === true ? exists : { kind: "not", operand: exists, at };
  }
  if (test === "contains")
    return { kind: "call", name: "contains", args: [field, literal(value)], at };
  if (test === "in") {
    const items = (wanted as (string | number | boolean | null)[]).map(literal);
    return { kind: "binary", operator: "in", left: field, right: { kind: "list", items, at }, at };
  }
  return { kind: "binary", operator: OPERATORS[test], left: field, right: literal(value), at };
}

const joined = (operator: "&&" | "||", parts: readonly Ast[]): Ast =>
  parts.reduce((left, right) => ({ kind: "binary", operator, left, right, at }));

function dataAst(condition: DataCondition): Ast {
  const parts = Object.entries(condition).flatMap(([key, part]): Ast[] => {
    if (key === "not") return [{ kind: "not", operand: dataAst(part as DataCondition), at }];
    if (key === "all") return [joined("&&", (part as DataCondition[]).map(dataAst))];
    if (key === "any") return [joined("||", (part as DataCondition[]).map(dataAst))];
    return Object.entries(part as Tests).map(([test, wanted]) =>
      testAst(key, test as keyof Tests, wanted),
    );
  });
  return joined("&&", parts);
}

/** The expression that a condition means. Throws only for a condition that its schema would refuse. */
export function compileCondition(condition: Condition): Ast {
  if (typeof condition !== "string") return dataAst(condition);
  const parsed = parseExpression(condition);
  if (!parsed.ok) throw new Error(parsed.diagnostic.message);
  return parsed.ast;
}

/** `customer.phone` that must be there, in words: "customer has no phone". `null` for every other condition. */
function absence(condition: Condition): string | null {
  if (typeof condition === "string") return null;
  const [[path, tests] = ["", null], ...others] = Object.entries(condition);
  const isExistence =
    (tests as Tests | null)?.exists === true && Object.keys(tests ?? {}).length === 1;
  if (!isExistence || others.length > 0) return null;
  const [holder, name] = path.split(".").slice(-2);
  return name === undefined
    ? `there is no ${path}`
    : `${holder} has no ${name.replaceAll("_", " ")}`;
}

/** Why a condition did not hold, in a line: the diagnostics, or the condition itself. */
export function describeRefusal(condition: Condition, diagnostics: readonly Diagnostic[]): string {
  const missing = absence(condition);
  if (missing !== null) return missing;
  const warning = diagnostics.map(({ message }) => message).join("; ");
  const source = typeof condition === "string" ? condition : JSON.stringify(condition);
  return warning === "" ? `${source} does not hold` : `${source} does not hold: ${warning}`;
}
