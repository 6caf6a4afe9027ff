import { Cron } from "croner";
import * as z from "zod";

import { describeRawIssue, issue, toIssues, type DefinitionIssue } from "../core/definition-issues";
import { Condition } from "./condition";
import { TimeZone } from "./quiet-hours";
import { EventPattern } from "./schema-parts";
import { kindOf, Steps } from "./steps/parse";
import type { AnyStep } from "./steps/types";

/** Fires when an event is stored. `where` sees the event's own fields: `data.amount`, `subject`. */
const OnEvent = z.strictObject({
  event: EventPattern,
  where: Condition.optional(),
  /** Which doors count. Clicks (`ui`) only when they are named. */
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
/** Fires at the times of a cron line (minute, hour, day, month, weekday) in a time zone. */
const OnSchedule = z.strictObject({
  schedule: z.string().max(100).refine(isCron, "Must be a cron line of five parts, like 0 9 * * 1"),
  timeZone: TimeZone,
});

const MAX_MONEY = 1_000_000_000_000;
/** Fires when a person says so. */
const OnDemand = z.strictObject({ manual: z.literal(true) });

/** So much of one currency may move without asking, once an owner allows it. In minor units. */
const MoneyLimit = z
  .strictObject({
    currency: z.string().regex(/^[a-z]{3}$/, "Must be a currency in small letters, like usd"),
    /** By one step. */
    each: z.int().min(1).max(MAX_MONEY),
    /** By all runs of the automation in any 24 hours. */
    perDay: z.int().min(1).max(MAX_MONEY),
  })
  .refine(({ each, perDay }) => each <= perDay, {
    path: ["each"],
    message: "Must not be more than the day's limit",
  });

const Limits = z.strictObject({
  /** Runs in any 60 minutes. One more pauses the automation. */
  perHour: z.int().min(1).max(10_000).default(200),
  /** Runs in any 24 hours. One more pauses the automation. */
  perDay: z.int().min(1).max(100_000).default(2000),
  /** Runs under way at once, those that wait included; more of them wait for their turn, oldest first. */
  concurrency: z.int().min(1).max(1000).optional(),
  /** Money that may move without asking, by currency; beyond it, and in other currencies, a person decides. */
  money: z
    .array(MoneyLimit)
    .min(1)
    .max(10)
    .refine((all) => new Set(all.map(({ currency }) => currency)).size === all.length, {
      message: "Each currency has one limit",
    })
    .optional(),
});

/** What an automation is, as people and agents write it. A stored version never changes. */
export const AutomationDefinition = z.strictObject({
  $schema: z.string().max(200).optional(),
  schema: z.literal(1),
  name: z.string().trim().min(1).max(120),
  description: z.string().max(1000).optional(),
  on: z.union([OnEvent, OnSchedule, OnDemand]),
  /** What happens when it fires while a run is under way: beside it, after it, not at all, or instead of it. */
  mode: z.enum(["parallel", "queued", "single", "restart"]).default("parallel"),
  /** Which runs `mode` and `limits.concurrency` look at: all of the automation, or those for the same subject. */
  per: z.enum(["automation", "subject"]).default("automation"),
  limits: Limits.prefault({}),
  steps: Steps,
  /** Done once when a step fails for good; sees `run.failedStep` and `run.error`. */
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
    return [issue([...path, "id"], `Another step is called "${id}"`)];
  });
}

/** Reads a definition. Never throws: what is wrong comes as issues with the field and the way out. */
export function parseAutomation(json: unknown): ParsedAutomation {
  const version = (json as { schema?: unknown } | null)?.schema;
  if (typeof version === "number" && version > 1)
    return {
      ok: false,
      issues: [
        { ...issue(["schema"], "Was made for a newer version"), code: "needs-newer-version" },
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
        "A queued automation runs one at a time. Take parallel to set how many run at once",
      ),
    );
  if (all.length > MAX_STEPS)
    issues.push(
      issue(["steps"], `There are ${all.length} steps; at most ${MAX_STEPS} are allowed`),
    );
  return issues.length > 0 ? { ok: false, issues } : { ok: true, definition };
}
