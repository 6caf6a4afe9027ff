import { apiExponent, formatMinor } from "../core/money";
import type { Diagnostic } from "../expressions/ast";
import type { Condition, DataCondition } from "./condition";
import { referenceWords } from "./reference-words";

const WORDS: Readonly<Record<string, string>> = {
  eq: "is",
  ne: "is not",
  gt: "is more than",
  gte: "is at least",
  lt: "is less than",
  lte: "is at most",
  contains: "contains",
};

/** Returns the currency that a condition requires, so that its amounts can be formatted. */
function currencyOf(condition: DataCondition): string | undefined {
  const entry = Object.entries(condition).find(([key]) => /(?:^|\.)currency$/.test(key))?.[1];
  const wanted = entry && !Array.isArray(entry) ? (entry as { eq?: unknown }).eq : undefined;
  return typeof wanted === "string" && apiExponent(wanted) !== null ? wanted : undefined;
}

function valueWords(path: string, value: unknown, currency: string | undefined): string {
  const isAmount = /(?:^|\.)amount/.test(path) && typeof value === "number";
  if (isAmount && currency) return formatMinor(value, currency);
  if (isAmount) return `${value} (in the currency's smallest unit)`;
  return typeof value === "string" ? `“${value}”` : String(value);
}

function dataWords(condition: DataCondition): string {
  const currency = currencyOf(condition);
  return Object.entries(condition)
    .map(([key, part]) => {
      if (key === "not") return `not (${dataWords(part as DataCondition)})`;
      if (key === "all") return (part as DataCondition[]).map(dataWords).join(" and ");
      if (key === "any") return `(${(part as DataCondition[]).map(dataWords).join(" or ")})`;
      return Object.entries(part)
        .map(([test, wanted]: [string, unknown]) => {
          if (test === "exists")
            return `${referenceWords(key)} ${wanted === true ? "exists" : "does not exist"}`;
          if (test === "in")
            return `${referenceWords(key)} is one of ${(wanted as unknown[]).map((one) => valueWords(key, one, currency)).join(", ")}`;
          return `${referenceWords(key)} ${WORDS[test] ?? test} ${valueWords(key, wanted, currency)}`;
        })
        .join(" and ");
    })
    .join(" and ");
}

/** Describes a condition in words: "its amount is at least $50.00". */
export const conditionWords = (condition: Condition): string =>
  typeof condition === "string" ? condition : dataWords(condition);

/** Describes an unmet `exists` condition: "customer has no phone". `null` for every other condition. */
function absence(condition: Condition): string | null {
  if (typeof condition === "string") return null;
  const [[path, tests] = ["", null], ...others] = Object.entries(condition);
  const isExistence =
    (tests as { exists?: unknown } | null)?.exists === true &&
    Object.keys(tests ?? {}).length === 1;
  if (!isExistence || others.length > 0) return null;
  const [holder, name] = path.split(".").slice(-2);
  return name === undefined
    ? `there is no ${path}`
    : `${holder} has no ${name.replaceAll("_", " ")}`;
}

/** Explains why a condition was not met, with the diagnostics of its evaluation. */
export function describeRefusal(condition: Condition, diagnostics: readonly Diagnostic[]): string {
  const missing = absence(condition);
  if (missing !== null) return missing;
  const warning = diagnostics.map(({ message }) => message).join("; ");
  const reason = `condition not met: ${conditionWords(condition)}`;
  return warning === "" ? reason : `${reason} (${warning})`;
}
