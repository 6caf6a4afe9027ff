import { formatMinor } from "../core/money";
import { isolated } from "../core/text";

/** An event as far as grouping needs it. */
export interface GroupableEvent {
  readonly type: string;
  /** Id of the object that the event is about. */
  readonly subject?: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Events that people see as one: those of one payment, or one event alone. The newest first. */
export interface EventGroup<Event> {
  /** Id of the payment in the copy; `null` for an event of no payment. */
  readonly payment: string | null;
  readonly events: readonly [Event, ...Event[]];
}

/** Outcomes of a payment by its event. Refunds and disputes come later and are lines of their own. */
const OUTCOMES: ReadonlyMap<string, string> = new Map([
  ["stripe.payment.received", "succeeded"],
  ["stripe.payment_intent.succeeded", "succeeded"],
  ["stripe.payment.failed", "failed"],
  ["stripe.payment_intent.payment_failed", "failed"],
  ["stripe.payment.authorized", "was authorized"],
  ["stripe.payment_intent.canceled", "was canceled"],
  ["stripe.payment_intent.processing", "is processing"],
  ["stripe.payment_intent.requires_action", "waits for the customer"],
  ["stripe.payment_intent.created", "was started"],
]);
/** The outcome that a group is named after, the first of these that it has. */
const RANK = [
  "succeeded",
  "was canceled",
  "failed",
  "was authorized",
  "is processing",
  "waits for the customer",
  "was started",
];

const OF_CHARGE = /^stripe\.charge\.(succeeded|updated|captured|pending|expired)$/;
const OF_INTENT = /^stripe\.payment_intent\./;

const textIn = (data: GroupableEvent["data"], key: string): string | null => {
  const value = data[key];
  return typeof value === "string" && value !== "" ? value : null;
};

/** The payment whose course an event belongs to: its intent, or its charge where there is none; `null` for other events. */
export function paymentOfEvent({ type, subject, data }: GroupableEvent): string | null {
  if (!OUTCOMES.has(type) && !OF_INTENT.test(type) && !OF_CHARGE.test(type)) return null;
  return textIn(data, "payment_intent") ?? subject ?? textIn(data, "id");
}

/** Groups events by the payment that they belong to. Each group stands where its newest event stood; events come newest first. */
export function groupByPayment<Event extends GroupableEvent>(
  events: readonly Event[],
): EventGroup<Event>[] {
  const groups: { payment: string | null; events: [Event, ...Event[]] }[] = [];
  const byPayment = new Map<string, (typeof groups)[number]>();
  for (const event of events) {
    const payment = paymentOfEvent(event);
    const known = payment === null ? undefined : byPayment.get(payment);
    if (known) {
      known.events.push(event);
      continue;
    }
    const group = { payment, events: [event] as [Event] };
    groups.push(group);
    if (payment !== null) byPayment.set(payment, group);
  }
  return groups;
}

function amountOf({ data }: GroupableEvent): string | null {
  const currency = textIn(data, "currency");
  const amount = data["amount"];
  return currency !== null && Number.isSafeInteger(amount)
    ? formatMinor(amount as number, currency) // an integer by the check
    : null;
}

/**
 * Says what became of a payment: “Payment of $75.00 from Ada Whitfield succeeded”. Returns `null` for events of no payment, and
 * for those that say nothing of an outcome. `person` is the payer, if known.
 */
export function paymentLine(
  events: readonly GroupableEvent[],
  person: string | null,
): string | null {
  const outcomes = events.map((event) => ({ event, words: OUTCOMES.get(event.type) }));
  const decisive = RANK.flatMap((rank) => outcomes.find(({ words }) => words === rank) ?? [])[0];
  if (!decisive) return null;
  const amount = amountOf(decisive.event) ?? events.map(amountOf).find((one) => one !== null);
  const from = person === null ? "" : ` from ${isolated(person)}`;
  return `Payment${amount ? ` of ${amount}` : ""}${from} ${decisive.words}`;
}
