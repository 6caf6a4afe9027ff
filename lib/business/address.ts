import { NEEDS, type Need } from "../contracts/needs";
import type { BusinessAccount } from "../contracts/objects";
import { addDays, dayStart } from "../core/days";
import { AppError } from "../core/errors";
import { isDay } from "../core/time";
import { currenciesTyped, readAmounts } from "../core/typed-amount";
import type { ListSpec, ListTab } from "./lists";

/** The values of an address by name. */
export type Address = Readonly<Record<string, string>>;

/** The part of a list's address that the list verb takes. Amounts are minor units. */
export interface ListRequest {
  readonly type: string;
  readonly connection: string;
  readonly statuses?: readonly string[];
  readonly customer?: string;
  /** Id of the product of subscriptions, or of the subscription of invoices. */
  readonly parent?: string;
  readonly methods?: readonly string[];
  readonly last4?: string;
  readonly currency?: string;
  readonly minAmount?: number;
  readonly maxAmount?: number;
  readonly from?: Date;
  readonly to?: Date;
  readonly text?: string;
  readonly metadata?: { readonly key: string; readonly value: string };
  readonly needs?: Need;
  readonly cardExpires?: string;
  readonly sort: "created" | "amount";
  readonly descending: boolean;
  readonly cursor?: string;
  readonly count: readonly string[];
}

interface ReadAddress {
  readonly tab: ListTab | undefined;
  /** The address without texts that nothing can match. */
  readonly address: Address;
  readonly request: ListRequest;
  /** Sentences for people about parts of the address that make no sense. They are left out of the request. */
  readonly problems: readonly string[];
}

/** Takes single values of a page's address. Only columns may have several, which are joined: a form sends one for each box. */
export const addressOf = (
  query: Readonly<Record<string, string | string[] | undefined>>,
): Address =>
  Object.fromEntries(
    Object.entries(query).flatMap(([key, value]) => {
      const one = key === "cols" && Array.isArray(value) ? value.join(",") : value;
      return typeof one === "string" && one !== "" ? [[key, one] as const] : [];
    }),
  );

/** The format of a file that an address asks for, the first by default. Throws "invalid" for one that is not offered. */
export function formatOf<Format extends string>(
  { format }: Address,
  offered: readonly [Format, ...Format[]],
): Format {
  if (format === undefined) return offered[0];
  const found = offered.find((one) => one === format);
  if (found !== undefined) return found;
  throw new AppError(
    "invalid",
    `format: “${format}” is not offered. Use ${offered.join(" or ")}.`,
    { details: { fields: ["format"] } },
  );
}

function dates({ from, to }: Address, timeZone: string, problems: string[]) {
  const read = (day: string | undefined, name: string) => {
    if (day === undefined || isDay(day)) return day;
    problems.push(`${name}: “${String(day)}” is not a day. Write it as 2026-11-30.`);
    return undefined;
  };
  const first = read(from, "From");
  const last = read(to, "To");
  if (first && last && first > last) {
    problems.push(`The time ends on ${last}, before it begins on ${first}.`);
    return {};
  }
  return {
    ...(first ? { from: dayStart(first, timeZone) } : {}),
    ...(last ? { to: dayStart(addDays(last, 1), timeZone) } : {}),
  };
}

/** The currency of typed amounts: the chosen one, else the one that they name, else the account's own. */
function currencyOf(address: Address, account: BusinessAccount): string {
  const own = (account.currency ?? "usd").toLowerCase();
  const chosen = address["currency"]?.toLowerCase();
  if (chosen !== undefined) return chosen;
  const named = currenciesTyped(address["min"] ?? "") ?? currenciesTyped(address["max"] ?? "");
  return named === null || named.includes(own) ? own : (named[0] ?? own);
}

function amounts(address: Address, account: BusinessAccount, problems: string[]) {
  const currency = currencyOf(address, account);
  const read = (typed: string | undefined) => {
    if (typed === undefined) return undefined;
    const [amount] = readAmounts(typed, [currency]);
    if (amount) return amount.minor;
    problems.push(`Amount: “${typed}” is not an amount in ${currency.toUpperCase()}.`);
    return undefined;
  };
  const minAmount = read(address["min"]);
  const maxAmount = read(address["max"]);
  if (minAmount !== undefined && maxAmount !== undefined && minAmount > maxAmount) {
    problems.push("Amount: the smallest amount is larger than the largest.");
    return {};
  }
  return {
    ...(minAmount === undefined ? {} : { minAmount }),
    ...(maxAmount === undefined ? {} : { maxAmount }),
    ...(minAmount === undefined && maxAmount === undefined ? {} : { currency }),
  };
}

const MAX_METADATA_NAME = 40;

function last4In(typed: string | undefined, problems: string[]) {
  if (typed === undefined) return {};
  const digits = typed.replaceAll(/[^\d]/g, "");
  if (digits.length === 4) return { last4: digits };
  problems.push(`Last 4 digits: “${typed}” does not have four digits.`);
  return {};
}

function metadataIn(text: string | undefined, problems: string[]) {
  if (text === undefined) return {};
  const at = text.search(/[:=]/);
  const key = text.slice(0, Math.max(at, 0)).trim();
  if (key.length > MAX_METADATA_NAME) {
    problems.push(`Metadata: a name has at most ${MAX_METADATA_NAME} characters.`);
    return {};
  }
  if (key !== "") return { metadata: { key, value: text.slice(at + 1).trim() } };
  problems.push("Metadata: write a name and a value, such as order_id: 1042.");
  return {};
}

/** How long texts in an address may be, and how their fields are called. */
const TEXTS: Readonly<Record<string, readonly [label: string, most: number]>> = {
  q: ["Text", 200],
  customer: ["Customer", 200],
  product: ["Product", 200],
  subscription: ["Subscription", 200],
  method: ["Method", 60],
  metadata: ["Metadata", 500],
};

/** Leaves out texts that are too long to look for, and a currency that is none. */
function sensible(address: Address, problems: string[]): Address {
  const kept = Object.entries(address).filter(([key, value]) => {
    const [label = "", most = Infinity] = TEXTS[key] ?? [];
    if (value.length <= most) return true;
    problems.push(`${label}: the text is too long. It can have ${most} characters.`);
    return false;
  });
  const { currency, ...rest } = Object.fromEntries(kept);
  if (currency === undefined) return rest;
  if (/^[a-z]{3}$/i.test(currency)) return { ...rest, currency };
  problems.push(`Currency: “${currency.slice(0, 20)}” is not a currency. Write it as USD.`);
  return rest;
}

function attentionIn(address: Address, problems: string[]) {
  const { needs, expires } = address;
  const need = NEEDS.find((one) => one === needs);
  if (needs !== undefined && need === undefined)
    problems.push(`Needs: “${needs}” is not known. Use ${NEEDS.join(", ")}.`);
  const isMonth = expires !== undefined && /^\d{4}-(?:0[1-9]|1[0-2])$/.test(expires);
  if (expires !== undefined && !isMonth)
    problems.push(`Card expires: “${expires}” is not a month. Write it as 2026-12.`);
  return { ...(need ? { needs: need } : {}), ...(isMonth ? { cardExpires: expires } : {}) };
}

/** Reads a list's address. A day is one of the account's time zone. */
export function readAddress(
  spec: ListSpec,
  written: Address,
  account: BusinessAccount,
): ReadAddress {
  const problems: string[] = [];
  const address = sensible(written, problems);
  const tab = spec.tabs.find(({ key }) => key === address["tab"]) ?? spec.tabs[0];
  const text = (name: string, key: string) =>
    address[key] === undefined ? {} : { [name]: address[key] };
  return {
    tab,
    address,
    problems,
    request: {
      type: spec.type,
      connection: account.connectionId,
      ...(tab?.statuses ? { statuses: tab.statuses } : {}),
      ...text("customer", "customer"),
      ...(spec.filters.includes("product") ? text("parent", "product") : {}),
      ...(spec.filters.includes("subscription") ? text("parent", "subscription") : {}),
      ...text("text", "q"),
      ...text("cursor", "cursor"),
      ...(address["method"] === undefined ? {} : { methods: [address["method"]] }),
      ...dates(address, account.timeZone, problems),
      ...amounts(address, account, problems),
      ...last4In(address["last4"], problems),
      ...(address["currency"] === undefined ? {} : { currency: address["currency"].toLowerCase() }),
      ...metadataIn(address["metadata"], problems),
      ...attentionIn(address, problems),
      sort: address["sort"] === "amount" ? "amount" : "created",
      descending: address["order"] !== "asc",
      count: spec.tabs.flatMap(({ statuses }) => statuses ?? []),
    },
  };
}

/** An address with some values changed or, with `null`, removed. A change of the filter begins at the first page. */
export function withAddress(
  path: string,
  address: Address,
  change: Readonly<Record<string, string | null>>,
): string {
  const { cursor: _first, ...rest } = address;
  const kept = Object.entries({ ...("open" in change ? address : rest), ...change }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  const query = new URLSearchParams(kept).toString();
  return query === "" ? path : `${path}?${query}`;
}
