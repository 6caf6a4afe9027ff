import { issue, type DefinitionIssue } from "../core/definition-issues";
import { nearest } from "../core/text";
import { check as checkExpression } from "../expressions/check";
import { checkComparisons } from "../expressions/check-types";
import { parseTemplate, templatePaths } from "../expressions/template";
import { eventPaths, type Catalogue } from "./catalogue";
import { compileCondition, type Condition } from "./condition";
import { capitalCurrencies, lowerCaseCurrencies } from "./currency-case";
import { examplesFor } from "./examples";
import type { AutomationDefinition } from "./schema";
import type { TemplateValue } from "./schema-parts";
import { formOf } from "./steps/forms";
import { kindOf } from "./steps/parse";
import type { AnyStep } from "./steps/types";

type Path = readonly (string | number)[];

const RUN_PATHS = ["run.id", "run.automation", "run.version", "run.startedAt"];
const FAILURE_PATHS = ["run.failedStep", "run.error"];

/** Returns the paths that the first step of an automation can use. */
export function startPaths(definition: AutomationDefinition, catalogue: Catalogue): string[] {
  const { on } = definition;
  const event =
    "event" in on
      ? eventPaths(catalogue, on.event)
      : ["id", "type", "time", "data.*", ...("schedule" in on ? ["data.scheduledAt"] : [])];
  const fetched = [...catalogue.enrichments.values()].flatMap(({ name, fields }) =>
    fields.map((field) => `${name}.${field}`),
  );
  return [...event.map((path) => `event.${path}`), ...RUN_PATHS, ...fetched];
}

function isKnown(path: string, known: ReadonlySet<string>): boolean {
  if (known.has(path) || known.has("*")) return true;
  const segments = path.split(".");
  return (
    segments.some((_, length) => known.has(`${segments.slice(0, length).join(".")}.*`)) ||
    [...known].some((one) => one.startsWith(`${path}.`))
  );
}

/** Walks a definition and collects references to fields that are not available in that step. */
class Checker {
  readonly issues: DefinitionIssue[] = [];
  readonly #catalogue: Catalogue;
  readonly #currencies: ReadonlySet<string>;
  readonly #examples: ReturnType<typeof examplesFor>;

  constructor(definition: AutomationDefinition, catalogue: Catalogue) {
    this.#catalogue = catalogue;
    this.#currencies = lowerCaseCurrencies(definition, catalogue);
    this.#examples = examplesFor(definition, catalogue);
  }

  /** `own` is the pattern of the event whose `data` the condition can read without the prefix `event.`. */
  condition(path: Path, condition: Condition, known: readonly string[], own?: string): void {
    const ast = compileCondition(condition);
    const found = [...checkExpression(ast, known), ...checkComparisons(ast, this.#examples(own))];
    for (const { message, suggestion } of found) this.issues.push(issue(path, message, suggestion));
    for (const code of capitalCurrencies(ast, this.#currencies))
      this.issues.push(
        issue(
          path,
          `Currencies of this event are in lower case, so "${code}" never matches`,
          code.toLowerCase(),
        ),
      );
  }

  template(path: Path, value: TemplateValue, known: ReadonlySet<string>): void {
    if (Array.isArray(value))
      value.forEach((item: TemplateValue, index) => this.template([...path, index], item, known));
    else if (value !== null && typeof value === "object")
      for (const [key, item] of Object.entries(value)) this.template([...path, key], item, known);
    if (typeof value !== "string") return;
    const parsed = parseTemplate(value);
    if (!parsed.ok) return; // already reported by the schema
    for (const { path: wanted } of templatePaths(parsed.template)) {
      if (isKnown(wanted, known)) continue;
      const suggestion = nearest(
        wanted,
        [...known].map((one) => one.replace(/\.\*$/, "")),
      );
      this.issues.push(issue(path, `Unknown field "${wanted}"`, suggestion));
    }
  }

  /** Returns the paths that later steps can use. */
  steps(steps: readonly AnyStep[], path: Path, before: readonly string[]): string[] {
    let known = [...before];
    steps.forEach((step, index) => {
      known = this.#step(step, [...path, index], known);
    });
    return known;
  }

  #step(step: AnyStep, path: Path, known: readonly string[]): string[] {
    const kind = kindOf(step);
    if (step.when !== undefined) this.condition([...path, "when"], step.when, known);
    for (const found of kind.check?.(step, this.#catalogue) ?? [])
      this.issues.push(issue([...path, ...found.path], found.message, found.suggestion));
    const all = new Set(known);
    for (const { path: place, value, adds = [] } of kind.templates?.(step) ?? [])
      this.template([...path, ...place], value, adds.length > 0 ? new Set([...all, ...adds]) : all);
    for (const { path: place, value, adds, event } of kind.conditions?.(step, this.#catalogue) ??
      [])
      this.condition([...path, ...place], value, [...known, ...adds], event);
    for (const nested of kind.nested?.(step) ?? [])
      this.steps(nested.steps, [...path, ...nested.path], [...known, ...nested.adds]);
    const outputs = kind.outputs?.(step, this.#catalogue) ?? formOf(kind.kind)?.outputs ?? [];
    return [...known, ...outputs.map((output) => `steps.${step.id}.${output}`)];
  }
}

/**
 * Finds problems that the schema cannot: unknown operations, fields that neither the event nor an earlier step has, and
 * reserved event names. An empty list means that the definition can be saved.
 */
export function checkAutomation(
  definition: AutomationDefinition,
  catalogue: Catalogue,
): readonly DefinitionIssue[] {
  const checker = new Checker(definition, catalogue);
  const start = startPaths(definition, catalogue);
  const { on } = definition;
  if ("event" in on && on.where !== undefined)
    checker.condition(
      ["on", "where"],
      on.where,
      [...eventPaths(catalogue, on.event), ...start],
      on.event,
    );
  const known = checker.steps(definition.steps, ["steps"], start);
  checker.steps(definition.onFailure ?? [], ["onFailure"], [...known, ...FAILURE_PATHS]);
  return checker.issues;
}
