import { z } from "zod";

import { accountSchema, objectSchema } from "./objects";
import { listOf } from "./parts";

/** A figure with the one that it is compared with. Money is in minor units; a share is a fraction of one. */
export const figureSchema = z.object({
  /** Id of its definition. */
  metric: z.string(),
  version: z.int(),
  label: z.string(),
  definition: z.string(),
  unit: z.enum(["money", "count", "share"]),
  /** `null`: there is nothing to compute it from. */
  value: z.number().nullable(),
  before: z.number().nullable(),
  /** True if it is not compared because the earlier time begins before the first object of the account. */
  lacksEarlier: z.boolean().optional(),
  /** Of a share: how many of how many. */
  parts: z.object({ part: z.number(), whole: z.number() }).nullable(),
});
export type Figure = z.infer<typeof figureSchema>;

const bucketSchema = z.object({ start: z.date(), end: z.date(), day: z.string() });

const spanSchema = z.object({
  from: z.string(),
  to: z.string(),
  start: z.date(),
  end: z.date(),
  buckets: listOf(bucketSchema),
});

export const timeRangeSchema = z.object({
  key: z.enum(["30d", "7d", "90d", "today", "mtd", "qtd", "ytd", "12m", "custom"]),
  by: z.enum(["hour", "day", "week", "month"]),
  now: spanSchema,
  comparison: z.enum(["previous", "year", "none"]),
  before: spanSchema.nullable(),
  isSoFar: z.boolean(),
});

/** One value for each part of the time. */
const seriesSchema = z.object({
  gross: listOf(z.number()),
  net: listOf(z.number()),
  paid: listOf(z.number()),
  failed: listOf(z.number()),
});
export type VolumeSeries = z.infer<typeof seriesSchema>;

/** How MRR moved from the start of a time to its end. Whole minor units that add up. */
export const movementsSchema = z.object({
  start: z.number(),
  end: z.number(),
  moves: listOf(
    z.object({
      kind: z.enum(["new", "reactivation", "expansion", "contraction", "churn"]),
      value: z.number(),
      customers: z.int(),
    }),
  ),
});
export type Movements = z.infer<typeof movementsSchema>;

/** MRR and subscribers at the end of each part of the time. */
const recurringSchema = z.object({
  mrr: listOf(z.number()),
  subscribers: listOf(z.number()),
  /** Share of subscribers who went in the 30 days before; `null` without subscribers. */
  churn: listOf(z.number().nullable()),
});
export type RecurringSeries = z.infer<typeof recurringSchema>;

/** How much of the business the figures of an answer could be computed from, and how old that is. */
const coverageSchema = z.object({
  /** Subscriptions of the copy in the currency, and those whose currency is not known. */
  subscriptions: z.int(),
  /** Those of them whose monthly value is part of the figures. */
  counted: z.int(),
  /** The reasons why the others are not. */
  excluded: listOf(
    z.object({
      /**
       * `metered`: all of its prices are metered. `amount`: a price has no known amount. `currency`: it is in no known one.
       * `waiting`: it changed, or was just imported, and is being computed.
       */
      reason: z.enum(["metered", "amount", "currency", "waiting"]),
      count: z.int(),
    }),
  ),
  /** True if everything is imported from which recurring revenue is computed. */
  imported: z.boolean(),
  /** The types of objects from which figures are computed, and how far the import of each is. */
  types: listOf(
    z.object({
      type: z.string(),
      label: z.string(),
      state: z.enum(["waiting", "running", "done", "refused"]),
    }),
  ),
  /** The copy has what had happened until then; `null` before the import began. */
  copiedAt: z.date().nullable(),
});
export type Coverage = z.infer<typeof coverageSchema>;

/** The facts that all figures of an answer share. */
const basisSchema = z.object({
  account: accountSchema,
  currency: z.string(),
  /** The currencies that figures can be of. They are never added. */
  currencies: listOf(z.string()),
  range: timeRangeSchema,
  /** True if the earlier time begins before the first object of the account, so that nothing is compared with it. */
  lacksEarlier: z.boolean(),
  /** Sentences about parts of the asked time that make no sense. */
  problems: listOf(z.string()),
  asOf: z.date(),
  coverage: coverageSchema,
});
export type MetricsBasis = z.infer<typeof basisSchema>;

const amountSchema = z.object({ amount: z.number(), currency: z.string() });

/** Objects that need a person: how many there are, their amounts by currency, and the most urgent of them. */
const attentionGroupSchema = z.object({
  count: z.int(),
  sums: listOf(amountSchema),
  objects: listOf(objectSchema),
});
export type AttentionGroup = z.infer<typeof attentionGroupSchema>;

/** Everything that needs a person. */
export const attentionSchema = z.object({
  /** Failed payments since the day `since` that can be recovered. */
  failedPayments: attentionGroupSchema,
  /** First day of those payments, in the account's zone. */
  since: z.string(),
  /** Disputes that wait for evidence, the one that is due first at the beginning. */
  disputes: attentionGroupSchema,
  /** Payments that a bank reported as fraud, while a refund can still prevent the dispute. */
  fraudWarnings: attentionGroupSchema,
  /** Payments that Radar gave to a person to decide. */
  reviews: attentionGroupSchema,
  pastDue: attentionGroupSchema,
  /** Cards of customers with a running subscription that expire in the month `expiryMonth`. */
  expiringCards: attentionGroupSchema,
  /** Month in which those cards expire, `2026-12`. */
  expiryMonth: z.string(),
  /** Automations with runs that failed in the last days, those with the most failures first. */
  failingAutomations: listOf(
    z.object({
      id: z.string(),
      name: z.string(),
      failures: z.int(),
      /** The reason why the newest of them failed; `null` if that is not known. */
      reason: z.string().nullable(),
    }),
  ),
  /** Automations with failures beside those. */
  moreFailingAutomations: z.int(),
  /** True if there are more failures than were counted. */
  isFailuresCapped: z.boolean(),
  connections: listOf(z.object({ provider: z.string(), label: z.string(), problem: z.string() })),
});
export type Attention = z.infer<typeof attentionSchema>;

export const overviewSchema = basisSchema.extend({
  figures: listOf(figureSchema),
  volume: z.object({ now: seriesSchema, before: seriesSchema.nullable() }),
  recurring: recurringSchema,
  movements: movementsSchema,
  /** `null`: Stripe did not tell it in time. */
  balance: z.object({ available: listOf(amountSchema), pending: listOf(amountSchema) }).nullable(),
  /** The payouts on their way, the next one first. */
  payouts: listOf(objectSchema),
  failures: listOf(
    z.object({
      code: z.string().nullable(),
      declineCode: z.string().nullable(),
      count: z.int(),
      sum: z.number(),
    }),
  ),
  methods: listOf(z.object({ name: z.string().nullable(), count: z.int(), sum: z.number() })),
  countries: listOf(z.object({ name: z.string().nullable(), count: z.int(), sum: z.number() })),
  attention: attentionSchema,
  recent: listOf(objectSchema),
  /** Names of the objects that these name by id. */
  names: z.record(z.string(), z.string()),
});
export type Overview = z.infer<typeof overviewSchema>;

/** One figure with its course over a time, or with its parts. */
export const metricSchema = basisSchema.extend({
  figure: figureSchema,
  /** One value for each part of the time, and of the one that it is compared with; `null` if the figure has no course. */
  series: z
    .object({
      now: listOf(z.number().nullable()),
      before: listOf(z.number().nullable()).nullable(),
    })
    .nullable(),
  /** True if the last value may still grow, because its part of the time is not over. */
  isSoFar: z.boolean(),
  /** Payments of each part of the time by outcome, if they were asked for. */
  outcomes: z.object({ succeeded: listOf(z.number()), failed: listOf(z.number()) }).nullable(),
  /** How MRR moved, if it was asked for. */
  movements: movementsSchema.nullable(),
  /** Sums that were paid by method or country, if it was asked for, the largest sum first. */
  paidBy: listOf(
    z.object({ name: z.string().nullable(), count: z.int(), sum: z.number() }),
  ).nullable(),
});
export type Metric = z.infer<typeof metricSchema>;

export const revenueSchema = basisSchema.extend({
  figures: listOf(figureSchema),
  recurring: recurringSchema,
  movements: movementsSchema,
  trialing: z.int(),
  cohorts: listOf(z.object({ month: z.string(), customers: z.int(), kept: listOf(z.int()) })),
  /** Value of the payments that failed at first, and of those that were recovered. */
  recovery: z.object({ failed: z.number(), recovered: z.number() }),
  /** The customers behind the movement that was asked for. */
  customers: listOf(
    z.object({
      customer: z.string(),
      name: z.string().nullable(),
      day: z.string(),
      before: z.number(),
      after: z.number(),
    }),
  ),
});
export type Revenue = z.infer<typeof revenueSchema>;
