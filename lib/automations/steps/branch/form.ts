import { fromConditionForm } from "../../form/condition";
import { isFields, present, type Fields } from "../../form/json";
import type { FormKind } from "../../form/kind";

export const branch = {
  id: "condition",
  initial: { branch: [{ steps: [] }] },
  first: "branch[0].if",
  shown: /^(?:branch\[\d+\]\.steps|else)(?:\[|$)/,
  whole: /^branch\[\d+\]\.if/,
  outputs: ["taken"],
  parse({ branch: branches, else: elseSteps, ...body }, toList) {
    const inner = (Array.isArray(branches) ? branches : [])
      .filter(isFields)
      .map((one: Fields) => toList("branch", one["if"], one["steps"]));
    if (inner.length === 0) return {};
    if (elseSteps !== undefined) inner.push(toList("else", undefined, elseSteps));
    return { inner, body };
  },
  print({ inner }, toJson) {
    const branches = inner
      .filter(({ kind }) => kind === "branch")
      .map((list) => present({ if: fromConditionForm(list.if), steps: toJson(list) }));
    const elseBranch = inner.find(({ kind }) => kind === "else");
    return branches.length === 0
      ? {}
      : { branch: branches, else: elseBranch && toJson(elseBranch) };
  },
} satisfies FormKind;
