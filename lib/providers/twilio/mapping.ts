import * as z from "zod";

import { shorten } from "../../core/text";
import type { EventType, ProviderEvent } from "../types";

/** The checked part of a message callback. Twilio sends every value as text. */
export const callback = z.looseObject({
  AccountSid: z.string().regex(/^AC[0-9a-f]{32}$/),
  MessageSid: z.string().regex(/^[SM]M[0-9a-f]{32}$/),
  MessageStatus: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional(),
  SmsStatus: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional(),
  From: z.string().max(100).optional(),
  To: z.string().max(100).optional(),
  Body: z.string().max(10_000).optional(),
  ErrorCode: z.string().max(10).optional(),
  OptOutType: z.string().max(20).optional(),
  MessagingServiceSid: z.string().max(40).optional(),
  NumMedia: z.string().max(5).optional(),
});
export type TwilioCallback = z.infer<typeof callback>;

const STATUS_FIELDS = [
  "sid",
  "status",
  "from",
  "to",
  "error_code",
  "messaging_service_sid",
] as const;

/** Opt-out keywords. Source: help.twilio.com, “Twilio support for opt-out keywords”, read 2026-11. */
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

const status = {
  sid: "SMeeeeeeeeeeeeeeeeeeeeeeeeeeeeee01",
  status: "delivered",
  from: "+15005550006",
  to: "+15005550101",
};

/** Listed event types. Any other status is stored as `twilio.sms.<status>`. */
export const events: Readonly<Record<string, EventType>> = {
  "twilio.sms.sent": {
    title: "Text message sent",
    description: "Twilio accepted a message. Its delivery is reported later.",
    fields: STATUS_FIELDS,
    sample: { ...status, status: "queued" },
  },
  "twilio.sms.delivered": {
    title: "Text message delivered",
    description: "The carrier confirmed the delivery of a message.",
    fields: STATUS_FIELDS,
    sample: status,
  },
  "twilio.sms.undelivered": {
    title: "Text message not delivered",
    description: "The carrier did not deliver a message. “error_code” contains the reason.",
    fields: STATUS_FIELDS,
    sample: { ...status, status: "undelivered", error_code: 30_003 },
  },
  "twilio.sms.failed": {
    title: "Text message failed",
    description: "Twilio could not send a message. “error_code” contains the reason.",
    fields: STATUS_FIELDS,
    sample: { ...status, status: "failed", error_code: 30_008 },
  },
  "twilio.sms.received": {
    title: "Text message received",
    description:
      "One of your numbers received a message. “optOut” is true for STOP and similar words.",
    fields: [...STATUS_FIELDS, "body", "media", "optOut"],
    sample: {
      sid: "SMeeeeeeeeeeeeeeeeeeeeeeeeeeeeee02",
      status: "received",
      from: "+15005550101",
      to: "+15005550006",
      body: "Stop",
      media: 0,
      optOut: true,
    },
  },
};

/** Returns the event id of a message status, which is the same for the operation and every delivery. */
export function statusEventId(account: string, sid: string, what: string): string {
  return `twilio:${account}:sms.${what}:${sid}`;
}

/** True if a person opts out, according to Twilio or an opt-out keyword. */
function asksToStop({ Body = "", OptOutType }: TwilioCallback): boolean {
  return OptOutType === undefined ? STOP.has(Body.trim().toUpperCase()) : OptOutType === "STOP";
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** Maps a callback to a mesh event. Keeps only declared fields. Twilio sends no time, so the time of delivery is used. Pure. */
export function toProviderEvent(given: TwilioCallback, now: Date): ProviderEvent | null {
  const what = given.MessageStatus ?? given.SmsStatus;
  if (what === undefined) return null;
  const isReceived = what === "received";
  const data = {
    sid: given.MessageSid,
    status: what,
    from: given.From,
    to: given.To,
    error_code: numberOf(given.ErrorCode),
    messaging_service_sid: given.MessagingServiceSid,
    ...(isReceived
      ? {
          body: shorten(given.Body ?? "", 1_600),
          media: numberOf(given.NumMedia) ?? 0,
          optOut: asksToStop(given),
        }
      : {}),
  };
  return {
    id: statusEventId(given.AccountSid, given.MessageSid, what),
    type: `twilio.sms.${what}`,
    subject: given.MessageSid,
    time: now.toISOString(),
    data: Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)),
    account: given.AccountSid,
    livemode: true,
    rawType: `message.${what}`,
  };
}
