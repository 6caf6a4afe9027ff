import { createHash } from "node:crypto";

import type { JournalEntry } from "../loopback/journal.ts";

export type Account = {
  sid: string;
  authToken: string;
  name: string;
  /** Numbers that it may send from, E.164. */
  numbers: readonly string[];
  /** Puts a sentence of Twilio's in front of every text. */
  isTrial?: boolean;
};

export type Status = "queued" | "sent" | "delivered" | "undelivered" | "failed" | "received";

export type Sms = {
  sid: string;
  account: string;
  direction: "outbound-api" | "inbound";
  from: string;
  to: string;
  body: string;
  status: Status;
  errorCode: number | null;
  messagingServiceSid: string | null;
  /** Where changes of its status are reported, or `null`. */
  statusCallback: string | null;
  createdMs: number;
  sentMs: number | null;
};

/** An SMS that a phone would have got because a request was carried out. */
export type Effect = {
  at: string;
  account: string;
  sid: string;
  from: string;
  to: string;
  body: string;
};

export type World = {
  clock: () => number;
  accounts: readonly Account[];
  /** Oldest first. */
  messages: Sms[];
  /** `from to` pairs: the phone `to` asked the number `from` to stop. */
  optOuts: Set<string>;
  effects: Effect[];
  journal: JournalEntry[];
  counter: number;
  /** The webhook of every number and messaging service; `null` when nothing is reported. */
  webhookUrl: string | null;
  /** Hands a request to the application to the courier. */
  report: (account: Account, url: string, kind: string, params: Record<string, string>) => void;
};

export const MAX_BODY = 1_600;

/** Words that end messages, and words that allow them again. Source: help.twilio.com, “Twilio support for opt-out keywords”, read 2026-11. */
const STOP = new Set([
  "STOP",
  "STOPALL",
  "UNSUBSCRIBE",
  "CANCEL",
  "END",
  "QUIT",
  "REVOKE",
  "OPTOUT",
]);
const START = new Set(["START", "YES", "UNSTOP"]);

export function createWorld(accounts: readonly Account[], clock: () => number): World {
  const world: World = {
    clock,
    accounts,
    messages: [],
    optOuts: new Set(),
    effects: [],
    journal: [],
    counter: 0,
    webhookUrl: null,
    report: () => {},
  };
  seed(world);
  return world;
}

/** Empties everything and puts one delivered and one received message back. */
export function seed(world: World): void {
  world.messages = [];
  world.optOuts.clear();
  world.effects = [];
  world.journal = [];
  const [account] = world.accounts;
  const [number] = account?.numbers ?? [];
  if (!account || number === undefined) return;
  const old = addMessage(world, account, {
    direction: "outbound-api",
    from: number,
    to: "+15005550101",
    body: "Your order is on its way.",
    status: "delivered",
  });
  old.sentMs = old.createdMs;
  addMessage(world, account, {
    direction: "inbound",
    from: "+15005550101",
    to: number,
    body: "Thank you!",
    status: "received",
  });
}

type Kept = Pick<World, "messages" | "webhookUrl" | "counter"> & { optOuts: string[] };

/** What outlives a restart: messages, who said STOP, and the webhook. */
export function stateOf({ messages, webhookUrl, counter, optOuts }: World): Kept {
  return { messages, webhookUrl, counter, optOuts: [...optOuts] };
}

/** Puts back what {@link stateOf} gave; `null` leaves the seed. */
export function restore(world: World, stored: unknown): void {
  if (stored === null) return;
  const { optOuts, ...rest } = stored as Kept; // only `stateOf` writes the file
  Object.assign(world, rest);
  world.optOuts = new Set(optOuts);
}

/** Two letters and 32 hexadecimal digits, as Twilio names things. */
export function newSid(world: World, prefix: string): string {
  world.counter += 1;
  return prefix + createHash("md5").update(`${prefix}${world.counter}`).digest("hex");
}

export function addMessage(
  world: World,
  account: Account,
  given: Pick<Sms, "direction" | "from" | "to" | "body" | "status"> & Partial<Sms>,
): Sms {
  const message: Sms = {
    sid: newSid(world, "SM"),
    account: account.sid,
    errorCode: null,
    messagingServiceSid: null,
    statusCallback: null,
    createdMs: world.clock(),
    sentMs: given.direction === "inbound" ? world.clock() : null,
    ...given,
  };
  world.messages.push(message);
  return message;
}

/** Remembers what a phone said about being written to. `null` when it is no such word. */
export function noteOptOut(
  world: World,
  number: string,
  phone: string,
  body: string,
): string | null {
  const word = body.trim().toUpperCase();
  if (STOP.has(word)) {
    world.optOuts.add(`${number} ${phone}`);
    return "STOP";
  }
  if (!START.has(word)) return null;
  world.optOuts.delete(`${number} ${phone}`);
  return "START";
}

/** RFC 2822 in GMT, as Twilio writes times. */
function rfc2822(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toUTCString().replace("GMT", "+0000");
}

const API = "/2010-04-01/Accounts";

/** A message in Twilio's own words. */
export function renderSms(message: Sms): Record<string, unknown> {
  const isLong = message.body.length > 160;
  return {
    account_sid: message.account,
    api_version: "2010-04-01",
    body: message.body,
    date_created: rfc2822(message.createdMs),
    date_sent: rfc2822(message.sentMs),
    date_updated: rfc2822(message.sentMs ?? message.createdMs),
    direction: message.direction,
    error_code: message.errorCode,
    error_message: null,
    from: message.from,
    messaging_service_sid: message.messagingServiceSid,
    num_media: "0",
    num_segments: String(isLong ? Math.ceil(message.body.length / 153) : 1),
    price: null,
    price_unit: "USD",
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${API}/${message.account}/Messages/${message.sid}/Media.json` },
    to: message.to,
    uri: `${API}/${message.account}/Messages/${message.sid}.json`,
  };
}
