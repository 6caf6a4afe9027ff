import { expect, it } from "vitest";

import { groupByPayment, paymentLine, paymentOfEvent, type GroupableEvent } from "./payment-events";

const MONEY = { amount: 7_500, currency: "usd" };
const event = (type: string, subject: string, data: Record<string, unknown> = {}) => ({
  type: `stripe.${type}`,
  subject,
  data,
});

/** Newest first, as a list shows them. */
const PAID = [
  event("charge.updated", "ch_1", { payment_intent: "pi_1" }),
  event("payment_intent.succeeded", "pi_1", MONEY),
  event("payment.received", "pi_1", { ...MONEY, payment_intent: "pi_1" }),
  event("payment_intent.created", "pi_1", MONEY),
];

it("puts the events of one payment together, where the newest of them stood", () => {
  const customer = event("customer.created", "cus_1");
  const other = event("payment.failed", "pi_2", MONEY);
  const [first, second, third, ...rest] = PAID;
  const groups = groupByPayment(
    [first, customer, second, other, third, ...rest].flatMap((one) => one ?? []),
  );
  expect(groups).toEqual([
    { payment: "pi_1", events: PAID },
    { payment: null, events: [customer] },
    { payment: "pi_2", events: [other] },
  ]);
});

it("groups a charge without an intent by itself", () => {
  expect(paymentOfEvent(event("payment.received", "ch_9", MONEY))).toBe("ch_9");
  expect(paymentOfEvent(event("charge.updated", "ch_9"))).toBe("ch_9");
});

it.each(["payment.refunded", "charge.dispute.created", "refund.created", "invoice.paid"])(
  "leaves %s a line of its own",
  (type) => {
    expect(paymentOfEvent(event(type, "x", { payment_intent: "pi_1" }))).toBeNull();
  },
);

it("never joins events of no payment", () => {
  const twice = [event("customer.updated", "cus_1"), event("customer.updated", "cus_1")];
  expect(groupByPayment(twice)).toHaveLength(2);
});

it.each<[string, readonly GroupableEvent[], string | null, string | null]>([
  ["who paid", PAID, "Ada Whitfield", "Payment of $75.00 from Ada Whitfield succeeded"],
  [
    "a payer whose name turns its direction, apart from the rest",
    PAID,
    "\u202Eevil",
    "Payment of $75.00 from \u2068\u202Eevil\u2069 succeeded",
  ],
  ["nobody, if the payer is unknown", PAID, null, "Payment of $75.00 succeeded"],
  [
    "the success after a failure",
    [...PAID, event("payment.failed", "pi_1", MONEY)],
    "Ada",
    "Payment of $75.00 from Ada succeeded",
  ],
  [
    "the failure after which nothing came",
    [event("payment.failed", "pi_1", MONEY), event("payment_intent.created", "pi_1", MONEY)],
    null,
    "Payment of $75.00 failed",
  ],
  [
    "an amount of another event",
    [event("payment.authorized", "pi_1"), PAID[3] ?? event("x", "y")],
    null,
    "Payment of $75.00 was authorized",
  ],
  ["nothing for other events", [event("customer.created", "cus_1")], "Ada", null],
  ["nothing without an outcome", [event("charge.updated", "ch_1")], null, null],
])("names %s", (_name, events, person, line) => {
  expect(paymentLine(events, person)).toBe(line);
});
