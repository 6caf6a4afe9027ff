import * as z from "zod";

import type { Ast } from "../expressions/ast";
import { parseExpression } from "../expressions/parser";

const Value = z.union([z.string().max(500), z.number(), z.boolean(), z.null()]);

/** Comparisons of one field; all must be true. */
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

/** A condition as data: fields with comparisons, combined by `all`, `any` and `not`. All entries must be true. */
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
            ? Tests.refine((tests) => Object.keys(tests).length > 0, "Must have an operator")
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

/** Compiles a condition to an expression. Throws for a condition that the schema would reject. */
export function compileCondition(condition: Condition): Ast {
  if (typeof condition !== "string") return dataAst(condition);
  const parsed = parseExpression(condition);
  if (!parsed.ok) throw new Error(parsed.diagnostic.message);
  return parsed.ast;
}
