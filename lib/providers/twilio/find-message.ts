import * as z from "zod";

import type { HttpRequest, OwnershipLookup } from "../types";
import type { text } from "./schemas";

type Text = z.output<typeof text>;

/*
 * Twilio has no idempotency keys, and a message has no invisible metadata. A repetition therefore lists the messages sent to
 * the number since the first attempt. An equal message that no other step has claimed is the result of that attempt.
 */

/** Tolerated difference between Twilio's clock and ours. */
const SKEW_MS = 60_000;
/** Twilio's max page size. */
const PAGE = 1_000;
/** Text that a trial account adds in front of every message. Source: help.twilio.com, “Twilio free trial limitations”, read 2026-11. */
const TRIAL = "Sent from your Twilio trial account - ";
const NOT_BY_API = new Set(["inbound", "outbound-call", "outbound-reply"]);

const listed = z.looseObject({
  sid: z.string().min(1),
  direction: z.string(),
  body: z.string().nullish(),
  from: z.string().nullish(),
  messaging_service_sid: z.string().nullish(),
  date_created: z.string().nullish(),
});
type Listed = z.infer<typeof listed>;

const list = z.object({
  messages: z.array(listed),
  next_page_uri: z.string().nullish(),
});
const listOf = (body: unknown) => list.safeParse(body).data;

/**
 * Requests the list in which the message would be. It is not filtered by `DateSent`, because queued messages have none
 * and would be omitted. Source: twilio.com/docs/messaging/api/message-resource, read 2026-11.
 */
export const messagesTo = (path: string, { to }: Text): HttpRequest => ({
  method: "GET",
  path,
  query: { To: to, PageSize: PAGE },
});

const idOf = (sid: string) => `twilio:${sid}`;

/** Returns the messages since the first attempt that no step has claimed. An unreadable time counts as since then. */
function unclaimed(messages: readonly Listed[], { since, taken }: OwnershipLookup<Text>): Listed[] {
  const oldest = since.getTime() - SKEW_MS;
  return messages.filter(
    ({ sid, direction, date_created: created }) =>
      !NOT_BY_API.has(direction) && !taken.has(idOf(sid)) && !(Date.parse(created ?? "") < oldest),
  );
}

function isSameMessage(
  { body, ...message }: Listed,
  { input, sender }: OwnershipLookup<Text>,
): boolean {
  if (body !== input.body && body !== `${TRIAL}${input.body}`) return false;
  return input.messagingServiceSid === undefined
    ? message.from === (input.from ?? sender)
    : message.messaging_service_sid === input.messagingServiceSid;
}

/** Returns the message of an earlier attempt, the oldest of several equal ones. */
export function findSent(body: unknown, look: OwnershipLookup<Text>): unknown {
  const messages = listOf(body)?.messages ?? [];
  return unclaimed(messages, look).findLast((message) => isSameMessage(message, look));
}

/**
 * True if the message was certainly not sent: the list has no further page and every message in it is claimed. Twilio may
 * change a text, so an unclaimed message may be this one even if the text differs.
 */
export function isNoneSent(body: unknown, look: OwnershipLookup<Text>): boolean {
  const whole = listOf(body);
  return (
    whole !== undefined && !whole.next_page_uri && unclaimed(whole.messages, look).length === 0
  );
}

/** Upper limit for how long Twilio processes a request, and for the lag of its list. */
export const LAG_MS = 30_000;

const sent = z.object({ sid: z.string().min(1) });

export const claims = {
  idOf(output: unknown): string | null {
    const sid = sent.safeParse(output).data?.sid;
    return sid === undefined ? null : idOf(sid);
  },
  idsIn: (body: unknown): readonly string[] =>
    listOf(body)?.messages.map(({ sid }) => idOf(sid)) ?? [],
};
