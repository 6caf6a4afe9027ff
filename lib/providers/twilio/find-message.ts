import * as z from "zod";

import type { HttpRequest, Lookup } from "../types";
import type { text } from "./schemas";

type Text = z.output<typeof text>;

/*
 * Twilio has no idempotency keys, and a message carries nothing that people do not read. A repetition looks at what the
 * account has sent to the number since: a message that is nobody's yet and says the same is this one.
 */

/** Twilio's clock and ours need not agree. */
const SKEW_MS = 60_000;
/** The most that Twilio gives at once. */
const PAGE = 1_000;
/** What a trial account puts in front of every text. Source: help.twilio.com, “Twilio free trial limitations”, read 2026-11. */
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
 * Where the message would stand. The list is not narrowed by `DateSent`: a message that still waits at Twilio has none,
 * and would be left out. Source: twilio.com/docs/messaging/api/message-resource, read 2026-11.
 */
export const messagesTo = (path: string, { to }: Text): HttpRequest => ({
  method: "GET",
  path,
  query: { To: to, PageSize: PAGE },
});

const idOf = (sid: string) => `twilio:${sid}`;

/** What no step has made its own: sent by the API since, to this number. A time that cannot be read counts as since. */
function leftOver(messages: readonly Listed[], { since, taken }: Lookup<Text>): Listed[] {
  const oldest = since.getTime() - SKEW_MS;
  return messages.filter(
    ({ sid, direction, date_created: created }) =>
      !NOT_BY_API.has(direction) && !taken.has(idOf(sid)) && !(Date.parse(created ?? "") < oldest),
  );
}

function saysTheSame({ body, ...message }: Listed, { input, sender }: Lookup<Text>): boolean {
  if (body !== input.body && body !== `${TRIAL}${input.body}`) return false;
  return input.messagingServiceSid === undefined
    ? message.from === (input.from ?? sender)
    : message.messaging_service_sid === input.messagingServiceSid;
}

/** The message that an earlier attempt sent, the oldest of several that are the same. */
export function findSent(body: unknown, look: Lookup<Text>): unknown {
  const messages = listOf(body)?.messages ?? [];
  return leftOver(messages, look).findLast((message) => saysTheSame(message, look));
}

/**
 * Whether no message of this text was sent: the list has no further page, and every message in it is somebody's. Twilio
 * may have changed a text on its way, so one that is nobody's may be this one whatever it says.
 */
export function isNoneSent(body: unknown, look: Lookup<Text>): boolean {
  const whole = listOf(body);
  return whole !== undefined && !whole.next_page_uri && leftOver(whole.messages, look).length === 0;
}

/** Longer than Twilio may work on a request that nobody waits for any more, and than its list may run behind. */
export const LAG_MS = 30_000;

const sent = z.object({ sid: z.string().min(1) });

export const claim = {
  idOf(output: unknown): string | null {
    const sid = sent.safeParse(output).data?.sid;
    return sid === undefined ? null : idOf(sid);
  },
  idsIn: (body: unknown): readonly string[] =>
    listOf(body)?.messages.map(({ sid }) => idOf(sid)) ?? [],
};
