import * as z from "zod";

/** An id of Stripe with one of these prefixes; also the pattern of a path parameter. */
export function stripeId(...prefixes: readonly string[]) {
  return z
    .string()
    .regex(
      new RegExp(`^(${prefixes.join("|")})_[A-Za-z0-9_]{1,200}$`),
      `must be an id such as ${prefixes[0] ?? ""}_…`,
    );
}

const minor = z.int().describe("Amount in minor units of the currency.");
const currency = z.string().describe("ISO currency code, lower case.");
const unixTime = z.int().describe("Unix time in seconds.");
/** An id, or the whole object where the request expanded it. */
const reference = z.union([z.string(), z.looseObject({ id: z.string() })]).nullish();

export const charge = z.looseObject({
  id: z.string(),
  object: z.literal("charge"),
  amount: minor,
  amount_captured: minor.optional(),
  amount_refunded: minor,
  captured: z.boolean().optional(),
  currency,
  customer: reference,
  payment_intent: reference,
  description: z.string().nullish(),
  status: z.string(),
  refunded: z.boolean(),
  disputed: z.boolean().optional(),
  failure_code: z.string().nullish(),
  failure_message: z.string().nullish(),
  receipt_email: z.string().nullish(),
  receipt_url: z.string().nullish(),
  created: unixTime,
  livemode: z.boolean(),
});

/** `status`: `pending`, `requires_action`, `succeeded`, `failed` or `canceled`. */
export const refund = z.looseObject({
  id: z.string(),
  object: z.literal("refund"),
  amount: minor,
  currency,
  charge: reference,
  payment_intent: reference,
  reason: z.string().nullish(),
  status: z.string().nullish(),
  failure_reason: z.string().nullish(),
  created: unixTime,
});

export const paymentIntent = z.looseObject({
  id: z.string(),
  object: z.literal("payment_intent"),
  amount: minor,
  amount_received: minor.optional(),
  currency,
  customer: reference,
  description: z.string().nullish(),
  latest_charge: reference,
  status: z.string(),
  created: unixTime,
  livemode: z.boolean(),
});

export const customer = z.looseObject({
  id: z.string(),
  object: z.literal("customer"),
  name: z.string().nullish(),
  email: z.string().nullish(),
  phone: z.string().nullish(),
  description: z.string().nullish(),
  currency: currency.nullish(),
  balance: minor.optional(),
  delinquent: z.boolean().nullish(),
  deleted: z.boolean().optional(),
  created: unixTime.optional(),
  livemode: z.boolean().optional(),
});

const recurring = z.looseObject({ interval: z.string(), interval_count: z.int() });
const price = z.looseObject({
  id: z.string(),
  currency,
  unit_amount: minor.nullish(),
  product: reference,
  recurring: recurring.nullish(),
});
const subscriptionItem = z.looseObject({
  id: z.string(),
  quantity: z.int().optional(),
  price,
  current_period_start: unixTime.optional(),
  current_period_end: unixTime.optional(),
});

export const subscription = z.looseObject({
  id: z.string(),
  object: z.literal("subscription"),
  customer: reference,
  status: z.string(),
  currency: currency.optional(),
  items: z.looseObject({ data: z.array(subscriptionItem) }),
  cancel_at: unixTime.nullish(),
  cancel_at_period_end: z.boolean().optional(),
  canceled_at: unixTime.nullish(),
  trial_end: unixTime.nullish(),
  created: unixTime,
  livemode: z.boolean(),
});

const fund = z.looseObject({ amount: minor, currency });
export const balance = z.looseObject({
  object: z.literal("balance"),
  available: z.array(fund),
  pending: z.array(fund),
  livemode: z.boolean(),
});

export const account = z.looseObject({
  id: z.string(),
  object: z.literal("account"),
  email: z.string().nullish(),
  country: z.string().nullish(),
  default_currency: z.string().nullish(),
  charges_enabled: z.boolean().optional(),
  payouts_enabled: z.boolean().optional(),
  business_profile: z.looseObject({ name: z.string().nullish() }).nullish(),
  settings: z
    .looseObject({
      dashboard: z
        .looseObject({ display_name: z.string().nullish(), timezone: z.string().nullish() })
        .nullish(),
    })
    .nullish(),
});

/** Declared fields only: an invoice also carries addresses, and a dispute evidence about a person. */
export const invoice = z.object({
  id: z.string(),
  object: z.literal("invoice"),
  number: z.string().nullish(),
  status: z.string().nullish(),
  currency,
  amount_due: minor,
  amount_paid: minor,
  amount_remaining: minor,
  total: minor,
  customer: z.string().nullish(),
  customer_name: z.string().nullish(),
  customer_email: z.string().nullish(),
  description: z.string().nullish(),
  attempt_count: z.int().optional(),
  due_date: unixTime.nullish(),
  next_payment_attempt: unixTime.nullish(),
  hosted_invoice_url: z
    .string()
    .nullish()
    .describe("The page where the customer pays; set once the invoice is final."),
  invoice_pdf: z.string().nullish(),
  created: unixTime,
  livemode: z.boolean(),
});

/** What a change of a subscription comes to: the part of an invoice's preview that tells it. */
export const subscriptionPreview = z.looseObject({
  object: z.literal("invoice"),
  currency,
  amount_due: minor,
  lines: z.looseObject({
    data: z.array(
      z.looseObject({
        amount: minor,
        description: z.string().nullish(),
        period: z.looseObject({ start: unixTime, end: unixTime }),
      }),
    ),
  }),
});

export const dispute = z.object({
  id: z.string(),
  object: z.literal("dispute"),
  amount: minor,
  currency,
  charge: z.string().nullish(),
  payment_intent: z.string().nullish(),
  reason: z.string(),
  status: z.string(),
  is_charge_refundable: z.boolean().optional(),
  evidence_details: z
    .object({
      due_by: unixTime.nullish(),
      has_evidence: z.boolean(),
      past_due: z.boolean(),
      submission_count: z.int(),
    })
    .optional(),
  created: unixTime,
  livemode: z.boolean(),
});

export const event = z.looseObject({
  id: z.string(),
  object: z.literal("event"),
  type: z.string(),
  created: unixTime,
  livemode: z.boolean(),
  data: z.looseObject({ object: z.looseObject({}) }),
});

/** A page of a list, in Stripe's own shape. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.looseObject({
    object: z.literal("list"),
    data: z.array(item),
    has_more: z.boolean(),
    url: z.string().optional(),
  });
}
