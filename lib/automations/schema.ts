import { Cron } from "croner";
import * as z from "zod";

import { describeRawIssue, issue, toIssues, type DefinitionIssue } from "../core/definition-issues";
import { Condition } from "./condition";
import { TimeZone } from "./quiet-hours";
import { EventPattern } from "./schema-parts";
import { kindOf, Steps } from "./steps/parse";
import type { AnyStep } from "./steps/types";

/** Fires when an event is stored. `where` reads the event's fields, such as `data.amount` and `subject`. */
const OnEvent = z.strictObject({
  event: EventPattern,
  where: Condition.optional(),
  /** Origins of events that may start the automation. Clicks (`ui`) are excluded by default. */
  origins: z
    .array(z.enum(["provider", "automation", "api", "system", "ui"]))
    .min(1)
    .default(["provider", "automation", "api", "system"]),
});

const isCron = (text: string) => {
  try {
    return text.trim().split(/\s+/).length === 5 && new Cron(text).nextRun() !== null;
  } catch {
    return false;
  }
};
/** Fires on a cron schedule (minute, hour, day, month, weekday) in a time zone. */
const OnSchedule = z.strictObject({
  schedule: z
    .string()
    .max(100)
    .refine(isCron, "Must be a cron expression with five parts, such as 0 9 * * 1"),
  timeZone: TimeZone,
});

const MAX_MONEY = 1_000_000_000_000;
/** Fires when a person starts it. */
const OnDemand = z.strictObject({ manual: z.literal(true) });

/** Auto-approval limit of one currency in minor units. Takes effect once an owner allows it. */
const MoneyLimit = z
  .strictObject({
    currency: z.string().regex(/^[a-z]{3}$/, "Must be a lower-case currency code, such as usd"),
    /** Max amount of one step. */
    each: z.int().min(1).max(MAX_MONEY),
    /** Max amount of all runs in any 24 hours. */
    perDay: z.int().min(1).max(MAX_MONEY),
  })
  .refine(({ each, perDay }) => each <= perDay, {
    path: ["each"],
    message: "Must not exceed the limit per day",
  });

const Limits = z.strictObject({
  /** Max runs in any 60 minutes. The automation pauses when this is exceeded. */
  perHour: z.int().min(1).max(10_000).default(200),
  /** Max runs in any 24 hours. The automation pauses when this is exceeded. */
  perDay: z.int().min(1).max(100_000).default(2000),
  /** Max runs in progress per concurrency key, including waiting ones. Further runs are queued, oldest first. */
  concurrency: z.int().min(1).max(1000).optional(),
  /** Auto-approval limits by currency. Larger amounts and other currencies need an approval. */
  money: z
    .array(MoneyLimit)
    .min(1)
    .max(10)
    .refine((all) => new Set(all.map(({ currency }) => currency)).size === all.length, {
      message: "Each currency can have only one limit",
    })
    .optional(),
});

/** Definition of an automation, written by people and agents. A stored version never changes. */
export const AutomationDefinition = z.strictObject({
  $schema: z.string().max(200).optional(),
  schema: z.literal(1),
  name: z.string().trim().min(1).max(120),
  description: z.string().max(1000).optional(),
  on: z.union([OnEvent, OnSchedule, OnDemand]),
  /** Handling of a new run while one is in progress: run in parallel, queue it, skip it, or cancel the earlier one. */
  mode: z.enum(["parallel", "queued", "single", "restart"]).default("parallel"),
  /** Concurrency key of `mode` and `limits.concurrency`: one for all runs, or one per subject. */
  per: z.enum(["automation", "subject"]).default("automation"),
  limits: Limits.prefault({}),
  steps: Steps,
  /** Steps that run once after a step failed for good. They can read `run.failedStep` and `run.error`. */
  onFailure: Steps.optional(),
});
export type AutomationDefinition = z.infer<typeof AutomationDefinition>;

export type ParsedAutomation =
  | { readonly ok: true; readonly definition: AutomationDefinition }
  | { readonly ok: false; readonly issues: readonly DefinitionIssue[] };

const MAX_STEPS = 100;

interface PlacedStep {
  readonly id: string;
  readonly path: readonly (string | number)[];
}

function placed(steps: readonly AnyStep[], path: readonly (string | number)[]): PlacedStep[] {
  return steps.flatMap((step, index) => {
    const here = [...path, index];
    return [
      { id: step.id, path: here },
      ...(kindOf(step).nested?.(step) ?? []).flatMap((one) =>
        placed(one.steps, [...here, ...one.path]),
      ),
    ];
  });
}

function duplicates(all: readonly PlacedStep[]): DefinitionIssue[] {
  const seen = new Set<string>();
  return all.flatMap(({ id, path }) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [issue([...path, "id"], `Another step already has the id "${id}"`)];
  });
}

/** Parses a definition. Never throws: problems are returned as issues with the field and a suggestion. */
export function parseAutomation(json: unknown): ParsedAutomation {
  const version = (json as { schema?: unknown } | null)?.schema;
  if (typeof version === "number" && version > 1)
    return {
      ok: false,
      issues: [
        {
          ...issue(["schema"], "Requires a newer version of the dashboard"),
          code: "needs-newer-version",
        },
      ],
    };
  const parsed = AutomationDefinition.safeParse(json, { error: describeRawIssue });
  if (!parsed.success) return { ok: false, issues: toIssues(parsed.error.issues) };
  const definition = parsed.data;
  const all = [
    ...placed(definition.steps, ["steps"]),
    ...placed(definition.onFailure ?? [], ["onFailure"]),
  ];
  const issues = duplicates(all);
  if (definition.mode === "queued" && definition.limits.concurrency !== undefined)
    issues.push(
      issue(
        ["limits", "concurrency"],
        "A queued automation runs one at a time. Use parallel mode to set a concurrency limit",
      ),
    );
  if (all.length > MAX_STEPS)
    issues.push(
      issue(
        ["steps"],
        `The automation has ${all.length} steps, but at most ${MAX_STEPS} are allowed`,
      ),
    );
  return issues.length > 0 ? { ok: false, issues } : { ok: true, definition };
}
