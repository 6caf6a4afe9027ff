import type { Attention, AttentionGroup } from "../contracts/metrics";
import { dayOf } from "../core/days";
import { formatMinor } from "../core/money";
import { isolated } from "../core/text";
import { formatDateTime } from "../core/time";
import { inAccount } from "./accounts";
import { pathOf } from "./lists";
import { dataIn, dateIn } from "./read";
import { amountText, personText } from "./words";

/** Something that needs a person, as a line with a link. */
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

const MAX_NAMES = 3;
/** Objects of a kind that have lines of their own. The rest share one. */
const MAX_OWN_LINES = 3;

const quantity = (count: number, one: string, several = `${one}s`): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : several}`;

/** The people that objects are of, each once. */
function peopleIn({ objects, count }: AttentionGroup, { names }: Words): string {
  const people = [
    ...new Set(objects.map((object) => isolated(personText(object, names) ?? "Guest"))),
  ];
  const shown = people.slice(0, MAX_NAMES).join(", ");
  // Of objects that were only counted, the people are not known.
  if (count > objects.length) return `${shown} and others`;
  const rest = people.length - MAX_NAMES;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

/** Amounts in each currency for itself. */
const amountsIn = ({ sums }: AttentionGroup): string =>
  sums.map(({ amount, currency }) => formatMinor(amount, currency)).join(" + ");

const joinParts = (...parts: readonly string[]): string =>
  parts.filter((part) => part !== "").join(" · ");

/** A group without its first objects. */
function groupAfter({ count, sums, objects }: AttentionGroup, shown: number): AttentionGroup {
  const left = new Map(sums.map(({ currency, amount }) => [currency, amount]));
  for (const { currency, amount } of objects.slice(0, shown))
    if (currency !== null) left.set(currency, (left.get(currency) ?? 0) - (amount ?? 0));
  return {
    count: Math.max(0, count - shown),
    sums: [...left].flatMap(([currency, amount]) => (amount === 0 ? [] : [{ currency, amount }])),
    objects: objects.slice(shown),
  };
}

/** The page of the only object of a group, else a list. */
function hrefOf({ count, objects: [first] }: AttentionGroup, list: string): string {
  return (count === 1 && first && pathOf(first.type, first.id)) || list;
}

function failedLine({ failedPayments, since }: Attention, words: Words): AttentionLine[] {
  if (failedPayments.count === 0) return [];
  return [
    {
      key: "failed",
      tone: "danger",
      icon: "cross",
      title: `${quantity(failedPayments.count, "failed payment")} worth recovering`,
      note: joinParts(amountsIn(failedPayments), peopleIn(failedPayments, words)),
      href: hrefOf(failedPayments, `/payments?tab=failed&needs=recovery&from=${since}`),
      action: "Review",
    },
  ];
}

/** The time left for a dispute's evidence, by days of the account's zone. */
function dueText(due: Date | null, { timeZone, now }: Words): string {
  if (due === null) return "";
  const day = formatDateTime(due, timeZone, "short-date");
  if (due <= now) return `evidence was due ${day}`;
  const days = daysFrom(dayOf(now, timeZone), dayOf(due, timeZone));
  if (days === 0) return "evidence due today";
  return `evidence due ${days === 1 ? "tomorrow" : `in ${quantity(days, "day")}`}, ${day}`;
}

const daysFrom = (first: string, last: string): number =>
  Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000);

function disputeLines({ disputes }: Attention, words: Words): AttentionLine[] {
  const shown = disputes.objects.slice(0, MAX_OWN_LINES).map((dispute): AttentionLine => {
    const person = dispute.parent === null ? undefined : words.names[dispute.parent];
    const due = dateIn(dataIn(dispute.data, "evidence_details"), "due_by");
    return {
      key: dispute.id,
      tone: "warning",
      icon: "alert",
      title: person === undefined ? "Dispute" : `Dispute from ${isolated(person)}`,
      note: joinParts(amountText(dispute) ?? "", dueText(due, words)),
      href: pathOf("dispute", dispute.id) ?? "/disputes",
      action: "Respond",
    };
  });
  const rest = groupAfter(disputes, shown.length);
  if (rest.count === 0) return shown;
  return [
    ...shown,
    {
      key: "disputes",
      tone: "warning",
      icon: "alert",
      title: `${quantity(rest.count, "more dispute")} to respond to`,
      note: amountsIn(rest),
      href: "/disputes?tab=open",
      action: "Respond",
    },
  ];
}

/** Early fraud warnings, each with its remedy: a refund now costs less than the dispute that follows. */
function warningLines({ fraudWarnings }: Attention, words: Words): AttentionLine[] {
  const shown = fraudWarnings.objects.slice(0, MAX_OWN_LINES).map((payment): AttentionLine => {
    const person = personText(payment, words.names);
    return {
      key: `warning ${payment.id}`,
      tone: "danger",
      icon: "alert",
      title: `Fraud warning${person === null ? "" : ` on a payment from ${isolated(person)}`}`,
      note: joinParts(amountText(payment) ?? "", "refund it to avoid a dispute"),
      href: pathOf("payment", payment.id) ?? "/payments",
      action: "Review",
    };
  });
  const rest = groupAfter(fraudWarnings, shown.length);
  if (rest.count === 0) return shown;
  return [
    ...shown,
    {
      key: "warnings",
      tone: "danger",
      icon: "alert",
      title: quantity(rest.count, "more fraud warning"),
      note: joinParts(amountsIn(rest), peopleIn(rest, words)),
      href: hrefOf(rest, "/payments?needs=refund"),
      action: "Review",
    },
  ];
}

function reviewLine({ reviews }: Attention, words: Words): AttentionLine[] {
  if (reviews.count === 0) return [];
  const isOne = reviews.count === 1;
  return [
    {
      key: "reviews",
      tone: "warning",
      icon: "clock",
      title: `${quantity(reviews.count, "payment")} ${isOne ? "waits" : "wait"} for your review`,
      note: joinParts(
        amountsIn(reviews),
        `approve or refund ${isOne ? "it" : "them"}`,
        peopleIn(reviews, words),
      ),
      href: hrefOf(reviews, "/payments?needs=review"),
      action: "Review",
    },
  ];
}

function automationLines(attention: Attention): AttentionLine[] {
  const { failingAutomations, moreFailingAutomations, isFailuresCapped } = attention;
  const times = (failures: number) => {
    if (failures === 1) return "once";
    return `${isFailuresCapped ? "at least " : ""}${quantity(failures, "time")}`;
  };
  const shown = failingAutomations.map(({ id, name, failures, reason }): AttentionLine => ({
    key: `automation ${id}`,
    tone: "warning",
    icon: "pulse",
    title: `“${name}” failed ${times(failures)}`,
    note: reason ?? "In the last seven days",
    href: `/automations/${id}/runs`,
    action: "Fix",
  }));
  if (moreFailingAutomations === 0) return shown;
  return [
    ...shown,
    {
      key: "automations",
      tone: "warning",
      icon: "pulse",
      title: `${quantity(moreFailingAutomations, "more automation")} failed`,
      note: "In the last seven days",
      href: "/automations",
      action: "Fix",
    },
  ];
}

function pastDueLine({ pastDue }: Attention, words: Words): AttentionLine[] {
  if (pastDue.count === 0) return [];
  return [
    {
      key: "past-due",
      tone: "warning",
      icon: "refresh",
      title: `${quantity(pastDue.count, "subscription")} ${pastDue.count === 1 ? "is" : "are"} past due`,
      note: joinParts(amountsIn(pastDue), peopleIn(pastDue, words)),
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
  const [first] = expiringCards.objects;
  if (!first) return [];
  const isOne = expiringCards.count === 1;
  return [
    {
      key: "cards",
      tone: "info",
      icon: "clock",
      title: `${quantity(expiringCards.count, "card")} ${isOne ? "expires" : "expire"} in ${monthName(expiryMonth)}`,
      note: joinParts(
        peopleIn(expiringCards, words),
        isOne ? "has a subscription" : "have subscriptions",
      ),
      href:
        (isOne && first.customer && pathOf("customer", first.customer)) ||
        `/customers?expires=${expiryMonth}`,
      action: "View",
    },
  ];
}

const connectionLines = ({ connections }: Attention): AttentionLine[] =>
  connections.map(({ provider, label, problem }) => ({
    key: `${provider} ${label}`,
    tone: "danger",
    icon: "alert",
    title: `${provider} needs review`,
    note: joinParts(label, problem),
    href: "/settings/connections",
    action: "Fix",
  }));

/** Everything that needs a person, the most urgent first, with names and amounts. */
export function attentionLines(attention: Attention, words: Words): AttentionLine[] {
  const lines = [
    ...connectionLines(attention),
    ...warningLines(attention, words),
    ...disputeLines(attention, words),
    ...reviewLine(attention, words),
    ...failedLine(attention, words),
    ...pastDueLine(attention, words),
    ...automationLines(attention),
    ...cardsLine(attention, words),
  ];
  return lines.map((line) => ({ ...line, href: inAccount(line.href, words.account) }));
}
