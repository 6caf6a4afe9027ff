import { z } from "zod";

import type { Plain } from "@/lib/core/plain";

import { listOf } from "./parts";
import { runStatusSchema } from "./run";

const automationStatusSchema = z.enum(["disabled", "enabled", "paused"]);
export type AutomationStatus = z.infer<typeof automationStatusSchema>;

const automationSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: automationStatusSchema,
  pausedReason: z.string().nullable(),
  latestVersion: z.int(),
  /** Version of new runs; `null` if it was never enabled. */
  liveVersion: z.int().nullable(),
});

/** An automation in the list. */
export const listedAutomationSchema = automationSchema.extend({
  /** Summary; `null` if the definition is no longer valid. */
  sentence: z.string().nullable(),
  /** Ids of the apps that it uses, the trigger's first. */
  apps: listOf(z.string()),
  /** Its runs of the last 30 days. */
  runs: z.object({
    succeeded: z.int(),
    failed: z.int(),
    open: z.int(),
    total: z.int(),
    /** True if only the newest 1,000 runs were counted. */
    isCut: z.boolean(),
    /** Runs of each two days, the oldest first, and how many of them failed. Empty if there were none. */
    activity: listOf(z.object({ total: z.int(), failed: z.int() })),
  }),
  /** The newest run; `null` if it never ran. */
  lastRun: z
    .object({
      id: z.string(),
      status: runStatusSchema,
      /** The run's event in words. */
      line: z.string(),
      /** Reason why a succeeded run did nothing. */
      skipped: z.string().nullable(),
      reason: z.string().nullable(),
      createdAt: z.date(),
    })
    .nullable(),
});
export type ListedAutomation = Plain<z.infer<typeof listedAutomationSchema>>;

const versionSchema = z.object({
  version: z.int(),
  definition: z.unknown(),
  /** Name of the author if they are still a member, otherwise the kind of author. */
  author: z.string(),
  createdAt: z.date(),
  sentence: z.string().nullable(),
});
export type AutomationVersion = Plain<z.infer<typeof versionSchema>>;

/** An automation with its versions, newest first. */
export const automationDetailsSchema = automationSchema.extend({
  /** Items per list that `allowedVersion` may process without an approval. */
  allowedItems: z.int().nullable(),
  /** True if `allowedVersion` may move money within its own limits without an approval. */
  allowedMoney: z.boolean(),
  allowedVersion: z.int().nullable(),
  /** Event pattern of the latest version; `null` for a schedule or manual trigger. */
  pattern: z.string().nullable(),
  versions: listOf(versionSchema),
});
export type AutomationDetails = Plain<z.infer<typeof automationDetailsSchema>>;

const issueSchema = z.object({
  code: z.enum(["invalid", "needs-newer-version"]),
  path: z.string(),
  message: z.string(),
  suggestion: z.string().optional(),
});

const triedSchema = z.object({
  id: z.string(),
  type: z.string(),
  time: z.string(),
  subject: z.string().nullable(),
  matched: z.boolean(),
  warnings: listOf(z.string()),
});
/** A recent event, and whether it would start the automation. */
export type Tried = z.infer<typeof triedSchema>;

/** Result of checking a definition. */
export const checkupSchema = z.object({
  ok: z.boolean(),
  issues: listOf(issueSchema),
  /** Probable mistakes that do not prevent saving. */
  warnings: listOf(z.string()),
  /** `null` if not even the trigger is valid. */
  sentence: z.string().nullable(),
  tried: listOf(triedSchema),
  /** The next times of a schedule, ISO 8601. */
  firings: listOf(z.string()),
});
export type Checkup = z.infer<typeof checkupSchema>;

const plannedStepSchema = z.object({
  key: z.string(),
  kind: z.string(),
  /** Kind of the action, or `skip`. */
  does: z.string(),
  /** The outcome in words for people: "would wait". */
  label: z.string(),
  /** Operation, event type, URL, time, reason or error. */
  what: z.string(),
  /** Data that would be sent or published. */
  input: z.unknown(),
  warnings: listOf(z.string()),
});
export type SimulatedStep = Plain<z.infer<typeof plannedStepSchema>>;

/** Planned steps of an automation for an event. */
export const simulationSchema = z.object({
  steps: listOf(plannedStepSchema),
  status: z.enum(["succeeded", "failed"]),
  error: z.string().nullable(),
});

/** A simulation, and the reason if the event would not start the automation. */
export const automationPlanSchema = simulationSchema.extend({ refusal: z.string().nullable() });

/** Result of simulating a definition with stored events. */
export const backtestSchema = z.object({
  /** Number of checked events. */
  events: z.int(),
  /** Reason why not all events were checked: the limit of 10,000 events or of two seconds. */
  cut: z.enum(["events", "time"]).nullable(),
  runs: z.int(),
  /** Number of actions by operation, event type or kind. */
  totals: z.record(z.string(), z.int()),
  /** Number of runs of the live version that this definition would not start; `null` without a live version. */
  lost: z.int().nullable(),
  /** The newest runs, at most 100. */
  sample: listOf(
    z.object({
      event: z.object({
        id: z.string(),
        type: z.string(),
        time: z.string(),
        subject: z.string().nullable(),
      }),
      plan: simulationSchema,
      /** Comparison with the live version; `null` without one. */
      change: z.enum(["new", "same", "different"]).nullable(),
    }),
  ),
});
export type Backtest = z.infer<typeof backtestSchema>;

export const savedVersionSchema = z.object({
  id: z.string(),
  version: z.int(),
  /** False if the definition equals the latest version. */
  changed: z.boolean(),
});
export type SavedVersion = z.infer<typeof savedVersionSchema>;

export const enabledVersionSchema = z.object({ id: z.string(), version: z.int() });
export const deletedAutomationSchema = z.object({ id: z.string(), name: z.string() });

/** The limits below which an automation needs no approval. */
export const autoApprovalSchema = z.object({
  id: z.string(),
  version: z.int(),
  items: z.int().nullable(),
  money: z.boolean(),
});
export type AutoApprovalLimits = Pick<z.infer<typeof autoApprovalSchema>, "items" | "money">;
