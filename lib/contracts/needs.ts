/** Reasons why a payment needs a person: a failed one can be recovered, one with a fraud warning refunded, a review decided. */
export const NEEDS = ["recovery", "refund", "review"] as const;
export type Need = (typeof NEEDS)[number];

/** Failures after which trying again is useless or dangerous. */
export const HOPELESS_FAILURES: readonly string[] = [
  "lost_card",
  "stolen_card",
  "pickup_card",
  "fraudulent",
  "highest_risk_level",
  "merchant_blacklist",
];
