import * as z from "zod";

import { humanise, nearest, shorten, withProvider } from "../../../core/text";
import { issuesOf } from "../../../providers/issues";
import { sinkOf, type Catalogue, type OperationEntry } from "../../catalogue";
import { QuietHours, quietUntil } from "../../quiet-hours";
import { referenceWords } from "../../reference-words";
import { renderFields } from "../../render";
import { RetryPart, StepBase, TemplateFields } from "../../schema-parts";
import { defineStep, type StepIssue } from "../types";

const schema = z.strictObject({
  ...StepBase,
  ...RetryPart,
  /** Full name of a provider's operation. */
  use: z
    .string()
    .regex(/^[a-z][a-z0-9-]*(?:\.[a-zA-Z_-][a-zA-Z0-9_-]*)+$/, "Must be like jira.issues.create"),
  with: TemplateFields.default({}),
  /** Id of the connection. Defaults to the provider's oldest one. */
  connection: z.uuid().optional(),
  /** Hours in which nothing is sent. The step waits until they are over. */
  quiet: QuietHours.optional(),
  /** With `required`, a person approves every request. */
  approval: z.enum(["required"]).optional(),
});
type UseStep = z.infer<typeof schema>;

const hasTemplate = (value: unknown) => JSON.stringify(value).includes("{{");

/** Validates the fields without templates against the operation's schema. */
function fixedIssues(step: UseStep, catalogue: Catalogue): StepIssue[] {
  const operation = catalogue.operations.get(step.use);
  const parsed = operation?.input.safeParse(step.with);
  const issues = parsed?.error ? issuesOf(parsed.error) : [];
  return issues.flatMap(({ path, message }) => {
    const [field] = path;
    const isOpen = typeof field === "string" && hasTemplate(step.with[field] ?? null);
    const isKnown = typeof field === "string" && field in step.with;
    return isOpen || !isKnown
      ? []
      : [
          {
            path: ["with", ...path.map((part) => (typeof part === "number" ? part : String(part)))],
            message,
          },
        ];
  });
}

function check(step: UseStep, catalogue: Catalogue): StepIssue[] {
  const operation = catalogue.operations.get(step.use);
  if (!operation) {
    const suggestion = nearest(step.use, catalogue.operations.keys());
    return [{ path: ["use"], message: `Unknown operation "${step.use}"`, suggestion }];
  }
  const names = operation.fields.map(({ name }) => name);
  const unknown = Object.keys(step.with).filter(
    (name) => names.length > 0 && !names.includes(name),
  );
  const missing = operation.fields.filter(({ name, required }) => required && !(name in step.with));
  return [
    ...unknown.map((name) => ({
      path: ["with", name],
      message: `${operation.title} has no field "${name}"`,
      suggestion: nearest(name, names),
    })),
    ...missing.map(({ name }) => ({ path: ["with", name], message: `"${name}" is missing` })),
    ...fixedIssues(step, catalogue),
  ];
}

/** Shortens texts that are longer than the provider accepts, with a warning for each. */
function shortenTexts(value: Readonly<Record<string, unknown>>, { fields }: OperationEntry) {
  const warnings: string[] = [];
  const kept = { ...value };
  for (const { name, maxLength } of fields) {
    const text = kept[name];
    if (maxLength === null || typeof text !== "string" || text.length <= maxLength) continue;
    kept[name] = shorten(text, maxLength);
    warnings.push(`${name}: shortened from ${text.length} to ${maxLength} characters`);
  }
  return { value: kept, warnings };
}

function approvalPolicyOf(
  step: UseStep,
  { effect, movesMoney, raises }: OperationEntry,
  input: unknown,
) {
  if (step.approval === "required") return "always";
  const isFinal = effect === "destructive" || raises?.(input) === true;
  if (!isFinal) return "never";
  return movesMoney ? "above-limit" : "always";
}

/** Describes the value of a field: a single reference in words, references within a text as `…`. */
function filled(value: unknown): string | null {
  if (typeof value !== "string" || value === "") return null;
  const [, alone] = /^\{\{\s*([\w.[\]]+)[^{}]*\}\}$/.exec(value) ?? [];
  return alone === undefined ? value.replaceAll(/\{\{.*?\}\}/g, "…") : referenceWords(alone);
}

/** Describes the step for the summary. Uses the operation's title if it has no phrase or a field of the phrase is empty. */
function phraseOf(step: UseStep, operation: OperationEntry | undefined): string {
  const fields = operation?.phrase?.match(/\{\w+\}/g) ?? [];
  const values = fields.map((field) => filled(step.with[field.slice(1, -1)]));
  if (operation?.phrase === undefined || values.includes(null)) {
    const title = operation?.title ?? step.use;
    const label = withProvider(
      title,
      humanise(operation?.provider ?? step.use.split(".")[0] ?? ""),
    );
    return `${label.charAt(0).toLowerCase()}${label.slice(1)}`;
  }
  return operation.phrase.replaceAll(/\{\w+\}/g, () => values.shift() ?? "");
}

export const use = defineStep({
  kind: "use",
  title: "App action",
  description:
    "Runs one operation of a connected app, for example creates an issue or posts a message.",
  icon: "dot",
  acts: true,
  schema,
  example: {
    id: "ticket",
    use: "jira.issues.create",
    with: { project: "ONB", summary: "Onboard {{event.data.customer | default: 'a customer'}}" },
  },
  plan(step, { scope, catalogue, nowMs, resumed }) {
    const until = step.quiet && !resumed ? quietUntil(step.quiet, nowMs) : null;
    if (until !== null)
      return { action: { kind: "postpone", until, reason: "Quiet hours" }, warnings: [] };
    const operation = catalogue.operations.get(step.use);
    if (!operation)
      return {
        action: { kind: "fail", error: `Unknown operation ${step.use}.` },
        warnings: [],
      };
    const rendered = renderFields(step.with, scope, sinkOf(operation));
    const { value, warnings: cut } = shortenTexts(rendered.value, operation);
    const warnings = [...rendered.warnings, ...cut];
    const parsed = operation.input.safeParse(value);
    if (!parsed.success) {
      const said = issuesOf(parsed.error).map(
        ({ path, message }) => `${path.map(String).join(".")}: ${message}`,
      );
      return { action: { kind: "fail", error: [...said, ...warnings].join("; ") }, warnings };
    }
    return {
      action: {
        kind: "call",
        operation: step.use,
        connection: step.connection ?? null,
        input: value,
        approvalPolicy: approvalPolicyOf(step, operation, parsed.data),
      },
      warnings,
    };
  },
  check,
  writes: (step, catalogue) => catalogue.operations.get(step.use)?.effect !== "read",
  templates: (step) =>
    Object.entries(step.with).map(([field, value]) => ({ path: ["with", field], value })),
  outputs: (step, catalogue) => catalogue.operations.get(step.use)?.outputs ?? ["*"],
  sentence(step, catalogue) {
    const { quiet } = step;
    const when = quiet ? ` (never from ${quiet.from} to ${quiet.to}, ${quiet.timeZone})` : "";
    return `${phraseOf(step, catalogue.operations.get(step.use))}${when}`;
  },
});
