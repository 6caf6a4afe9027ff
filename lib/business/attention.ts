import type { Attention } from "../contracts/metrics";
import type { BusinessObject } from "../contracts/objects";
import { formatMinor } from "../core/money";
import { isolated } from "../core/text";
import { formatDateTime } from "../core/time";
import { inAccount } from "./accounts";
import { pathOf } from "./lists";
import { dataIn, dateIn } from "./read";
import { amountText, personText } from "./words";

/** Something to look at, as a line with a link. */
export interface AttentionLine {
  readonly key: string;
  readonly tone: "danger" | "warning" | "info";
  readonly icon: "alert" | "refresh" | "cross" | "clock" | "pulse";
  readonly title: string;
  readonly note: string;
  readonly href: string;
  readonly action: string;
}

interface Words {
  readonly names: Readonly<Record<string, string>>;
  readonly timeZone: string;
  readonly now: Date;
  /** Id of the account that links name; none for the account that was connected first. */
  readonly account?: string | undefined;
}

const DAY_MS = 86_400_000;
const MAX_NAMES = 3;
const MAX_DISPUTES = 3;

const many = (count: number, one: string, more = `${one}s`): string =>
  `${count} ${count === 1 ? one : more}`;

/** The people that objects are of, each once. */
function peopleIn(objects: readonly BusinessObject[], { names }: Words): string {
  const people = [
    ...new Set(objects.map((object) => isolated(personText(object, names) ?? "Guest"))),
  ];
  const rest = people.length - MAX_NAMES;
  const shown = people.slice(0, MAX_NAMES).join(", ");
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

/** Amounts in each currency for itself. */
function amountsIn(objects: readonly BusinessObject[]): string {
  const sums = new Map<string, number>();
  for (const { amount, currency } of objects)
    if (amount !== null && currency !== null)
      sums.set(currency, (sums.get(currency) ?? 0) + amount);
  return [...sums].map(([currency, sum]) => formatMinor(sum, currency)).join(" + ");
}

const noted = (...parts: readonly string[]): string =>
  parts.filter((part) => part !== "").join(" · ");

function failedLine(objects: readonly BusinessObject[], words: Words): AttentionLine[] {
  const [first] = objects;
  if (!first) return [];
  const only = objects.length === 1 ? pathOf("payment", first.id) : null;
  return [
    {
      key: "failed",
      tone: "danger",
      icon: "cross",
      title: `${many(objects.length, "failed payment")} worth recovering`,
      note: noted(amountsIn(objects), peopleIn(objects, words)),
      href: only ?? "/payments?tab=failed",
      action: "Review",
    },
  ];
}

/** Until when the bank takes evidence. */
function dueText(due: Date | null, { timeZone, now }: Words): string {
  if (due === null) return "";
  const day = formatDateTime(due, timeZone, "short-date");
  const days = Math.floor((due.getTime() - now.getTime()) / DAY_MS);
  if (days < 0) return `evidence was due ${day}`;
  return days === 0 ? "evidence due today" : `evidence due in ${many(days, "day")}, ${day}`;
}

function disputeLines(disputes: readonly BusinessObject[], words: Words): AttentionLine[] {
  const shown = disputes.slice(0, MAX_DISPUTES).map((dispute): AttentionLine => {
    const person = dispute.parent === null ? undefined : words.names[dispute.parent];
    const due = dateIn(dataIn(dispute.data, "evidence_details"), "due_by");
    return {
      key: dispute.id,
      tone: "warning",
      icon: "alert",
      title: person === undefined ? "Dispute" : `Dispute from ${isolated(person)}`,
      note: noted(amountText(dispute) ?? "", dueText(due, words)),
      href: pathOf("dispute", dispute.id) ?? "/disputes",
      action: "Respond",
    };
  });
  const rest = disputes.length - shown.length;
  return rest === 0
    ? shown
    : [
        ...shown,
        {
          key: "disputes",
          tone: "warning",
          icon: "alert",
          title: `${many(rest, "more dispute")} to respond to`,
          note: amountsIn(disputes.slice(MAX_DISPUTES)),
          href: "/disputes?tab=open",
          action: "Respond",
        },
      ];
}

/** The payment itself if there is one, else the list of payments. */
const paymentHref = ([first, another]: readonly BusinessObject[]): string =>
  (first && !another && pathOf("payment", first.id)) || "/payments";

/** Early fraud warnings, each with what to do: a refund now costs less than the dispute that follows. */
function warningLines(payments: readonly BusinessObject[], words: Words): AttentionLine[] {
  const shown = payments.slice(0, MAX_DISPUTES).map((payment): AttentionLine => {
    const person = personText(payment, words.names);
    return {
      key: `warning ${payment.id}`,
      tone: "danger",
      icon: "alert",
      title: `Fraud warning${person === null ? "" : ` on a payment from ${isolated(person)}`}`,
      note: noted(amountText(payment) ?? "", "refund it to avoid a dispute"),
      href: paymentHref([payment]),
      action: "Review",
    };
  });
  const rest = payments.slice(MAX_DISPUTES);
  if (rest.length === 0) return shown;
  return [
    ...shown,
    {
      key: "warnings",
      tone: "danger",
      icon: "alert",
      title: many(rest.length, "more fraud warning"),
      note: noted(amountsIn(rest), peopleIn(rest, words)),
      href: paymentHref(rest),
      action: "Review",
    },
  ];
}

function reviewLine(payments: readonly BusinessObject[], words: Words): AttentionLine[] {
  if (payments.length === 0) return [];
  const isOne = payments.length === 1;
  return [
    {
      key: "reviews",
      tone: "warning",
      icon: "clock",
      title: `${many(payments.length, "payment")} ${isOne ? "waits" : "wait"} for your review`,
      note: noted(
        amountsIn(payments),
        `approve or refund ${isOne ? "it" : "them"}`,
        peopleIn(payments, words),
      ),
      href: paymentHref(payments),
      action: "Review",
    },
  ];
}

const automationLines = ({ failingAutomations }: Attention): AttentionLine[] =>
  failingAutomations.map(({ id, name, failures, reason }) => ({
    key: `automation ${id}`,
    tone: "warning",
    icon: "pulse",
    title: `“${name}” failed ${failures === 1 ? "once" : `${failures} times`}`,
    note: reason ?? "In the last seven days",
    href: `/automations/${id}/runs`,
    action: "Fix",
  }));

function pastDueLine(subscriptions: readonly BusinessObject[], words: Words): AttentionLine[] {
  if (subscriptions.length === 0) return [];
  const isOne = subscriptions.length === 1;
  return [
    {
      key: "past-due",
      tone: "warning",
      icon: "refresh",
      title: `${many(subscriptions.length, "subscription")} ${isOne ? "is" : "are"} past due`,
      note: noted(amountsIn(subscriptions), peopleIn(subscriptions, words)),
      href: "/subscriptions?tab=past_due",
      action: "Review",
    },
  ];
}

const monthName = (month: string): string =>
  new Intl.DateTimeFormat("en-US", { month: "long", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

function cardsLine({ expiringCards, expiryMonth }: Attention, words: Words): AttentionLine[] {
  const [first] = expiringCards;
  if (!first) return [];
  const isOne = expiringCards.length === 1;
  return [
    {
      key: "cards",
      tone: "info",
      icon: "clock",
      title: `${many(expiringCards.length, "card")} ${isOne ? "expires" : "expire"} in ${monthName(expiryMonth)}`,
      note: noted(
        peopleIn(expiringCards, words),
        isOne ? "has a subscription" : "have subscriptions",
      ),
      href: (isOne && first.customer && pathOf("customer", first.customer)) || "/customers",
      action: "View",
    },
  ];
}

/** What somebody should look at, the most urgent first, with names and amounts. */
export function attentionLines(attention: Attention, words: Words): AttentionLine[] {
  const { failedPayments, disputes, fraudWarnings, reviews, pastDue, connections } = attention;
  const lines = [
    ...connections.map(({ provider, label, problem }): AttentionLine => ({
      key: `${provider} ${label}`,
      tone: "danger",
      icon: "alert",
      title: `${provider} needs to be looked at`,
      note: noted(label, problem),
      href: "/settings/connections",
      action: "Fix",
    })),
    ...warningLines(fraudWarnings, words),
    ...disputeLines(disputes, words),
    ...reviewLine(reviews, words),
    ...failedLine(failedPayments, words),
    ...pastDueLine(pastDue, words),
    ...automationLines(attention),
    ...cardsLine(attention, words),
  ];
  return lines.map((line) => ({ ...line, href: inAccount(line.href, words.account) }));
}
