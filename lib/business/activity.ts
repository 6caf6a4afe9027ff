import { pageIn } from "./accounts";
import { groupByPayment, paymentLine, type GroupableEvent } from "./payment-events";

/** A line of what happened lately, as the overview shows it. */
export interface ActivityLine {
  readonly key: string;
  readonly text: string;
  /** The page of the payment, or of the event. */
  readonly href: string;
  readonly atMs: number;
  /** The customer that it is about; `null` if none is known. */
  readonly person: string | null;
  readonly isAutomation: boolean;
}

/** An event as far as its line of activity needs it. */
export interface ActivityEvent extends GroupableEvent {
  readonly id: string;
  readonly seq: number | null;
  /** ISO 8601. */
  readonly time: string;
  readonly origin: string;
  readonly connection?: string | undefined;
  /** The event in one line for people. */
  readonly line?: string | undefined;
}

interface ActivityScope<Event> {
  /** Connection of the account that the page shows. */
  readonly own: string | undefined;
  /** Connections of all accounts of the business. */
  readonly accounts: ReadonlySet<string>;
  /** Id of the account that links name. */
  readonly linked: string | undefined;
  /** True for types of events that have a title for people. */
  readonly isKnown: (type: string) => boolean;
  readonly personOf: (event: Event) => string | undefined;
}

const MAX_LINES = 6;

/** A run that succeeded is told by what it did. */
const QUIET: ReadonlySet<string> = new Set(["automation.run.succeeded"]);

/** True for an event of the account, or of no account of the business, that is no click in the dashboard. */
export const isActivity = (
  { type, origin, connection }: Pick<ActivityEvent, "type" | "origin" | "connection">,
  { own, accounts }: Pick<ActivityScope<never>, "own" | "accounts">,
): boolean =>
  origin !== "ui" &&
  !QUIET.has(type) &&
  (connection === undefined || connection === own || !accounts.has(connection));

/**
 * Composes the latest lines of what happened: payments and other known events of the account, and what automations, approvals
 * and other apps did. The events of one payment are one line. Events come newest first. Pure.
 */
export function activityLines<Event extends ActivityEvent>(
  events: readonly Event[],
  scope: ActivityScope<Event>,
): ActivityLine[] {
  const { linked, isKnown, personOf } = scope;
  return groupByPayment(events.filter((event) => isActivity(event, scope)))
    .flatMap(({ payment, events: parts }): ActivityLine[] => {
      const [newest] = parts;
      const person = parts.map(personOf).find((name) => name !== undefined) ?? null;
      const text = paymentLine(parts, person) ?? parts.find(({ type }) => isKnown(type))?.line;
      if (text === undefined) return [];
      const page = payment === null ? null : pageIn(linked, "payment", payment);
      return [
        {
          key: newest.id,
          text,
          href: page ?? (newest.seq === null ? "/events" : `/events/${newest.seq}`),
          atMs: Date.parse(newest.time),
          person,
          isAutomation: newest.origin === "automation",
        },
      ];
    })
    .slice(0, MAX_LINES);
}
