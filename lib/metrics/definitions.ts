/** A figure that the product shows: what it counts, in a sentence. A change of what is counted gets the next version. */
export interface MetricDefinition {
  readonly id: string;
  readonly version: number;
  readonly label: string;
  readonly definition: string;
}

const define = (id: string, label: string, definition: string, version = 1): MetricDefinition => ({
  id,
  version,
  label,
  definition,
});

/** Types of objects from which recurring revenue is computed. */
export const REVENUE_SOURCES = ["subscription", "invoice", "price", "coupon"] as const;

/** Types of objects from which the other figures are computed. */
const OTHER_SOURCES: Readonly<Record<string, readonly string[]>> = {
  gross_volume: ["charge"],
  net_volume: ["balance_transaction"],
  successful_payments: ["payment_intent", "charge"],
  payment_success_rate: ["payment_intent", "charge"],
  trial_conversion_rate: ["subscription"],
  payment_recovery_rate: ["payment_intent", "charge"],
  dispute_activity: ["dispute", "charge"],
  dispute_rate: ["dispute", "charge"],
  disputes_won: ["dispute"],
};

/** The types of objects from which a metric is computed. */
export const sourcesOf = (metric: string): readonly string[] =>
  OTHER_SOURCES[metric] ?? REVENUE_SOURCES;

/** All types from which a metric is computed. */
export const SOURCES: readonly string[] = [
  ...new Set([...REVENUE_SOURCES, ...Object.values(OTHER_SOURCES).flat()]),
];

export const METRICS = {
  grossVolume: define(
    "gross_volume",
    "Gross volume",
    "What was collected by charges that succeeded, by the time of the charge, with taxes and before fees and refunds.",
  ),
  netVolume: define(
    "net_volume",
    "Net volume",
    "What is left of the payments after Stripe’s fees, refunds and disputes: the sum of the balance transactions without payouts and top-ups, by the time they were booked.",
  ),
  payments: define(
    "successful_payments",
    "Successful payments",
    "Payments that succeeded, by the time they were started. A payment with several attempts counts once.",
  ),
  successRate: define(
    "payment_success_rate",
    "Success rate",
    "Payments that succeeded ÷ payments that succeeded or failed. A payment with several attempts counts once.",
  ),
  mrr: define(
    "mrr",
    "MRR",
    "Monthly value of all active and past-due subscriptions, after discounts without an end. Without trials, paused subscriptions, taxes, one-off items and metered use.",
  ),
  arr: define("arr", "ARR", "12 × MRR. It is derived, and not a forecast."),
  subscribers: define(
    "active_subscribers",
    "Active subscribers",
    "Customers whose MRR is more than zero.",
  ),
  churn: define(
    "subscriber_churn_rate",
    "Subscriber churn",
    "Customers whose MRR went to zero in the last 30 days ÷ (subscribers 30 days before + new ones since then).",
  ),
  grossMrrChurn: define(
    "gross_mrr_churn_rate",
    "Gross MRR churn",
    "(Churn + downgrades) ÷ MRR at the start of the time. ChartMogul’s definition.",
  ),
  netMrrChurn: define(
    "net_mrr_churn_rate",
    "Net MRR churn",
    "(Churn + downgrades − upgrades − returned) ÷ MRR at the start of the time. ChartMogul’s definition.",
  ),
  arpu: define("arpu", "ARPU", "MRR ÷ active subscribers."),
  ltv: define("ltv", "LTV", "ARPU ÷ subscriber churn, both before they are rounded."),
  retention: define(
    "customer_retention",
    "Who stays",
    "Customers of a month who still pay at the end of a later month ÷ customers who first paid in that month.",
  ),
  trialConversion: define(
    "trial_conversion_rate",
    "Trials that became customers",
    "Trials that ended in the time and whose subscription went on to be paid ÷ trials that ended in the time.",
    2,
  ),
  recovery: define(
    "payment_recovery_rate",
    "Failed payments recovered",
    "Payments with a failed attempt that succeeded afterwards ÷ payments with a failed attempt, by the time they were started.",
  ),
  disputeActivity: define(
    "dispute_activity",
    "Dispute activity",
    "Disputes received ÷ payments that succeeded in the same time, as card networks count it.",
  ),
  disputeRate: define(
    "dispute_rate",
    "Dispute rate",
    "Payments that succeeded in the time and were disputed since ÷ payments that succeeded in the time. It can still rise for four months.",
  ),
  disputesWon: define(
    "disputes_won",
    "Disputes won",
    "Disputes of the time that were won ÷ disputes of the time that were won or lost.",
  ),
} as const satisfies Record<string, MetricDefinition>;
