import * as z from "zod";

import { E164 } from "./credentials";

const SENDER = /^(\+[1-9]\d{6,14}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/;

/** Separators in phone numbers, and the (0) that is not dialled from abroad. */
const BETWEEN_DIGITS = /\(0\)|[\s().\-/\u2010-\u2015\u2060]/g;

/** Normalises `+1 (500) 555-0101` to `+15005550101`. A number without a leading + stays unchanged and is rejected. */
const withoutSpacing = (number: string) =>
  number.trim().startsWith("+") ? number.replaceAll(BETWEEN_DIGITS, "") : number;

export const phone = z
  .string()
  .overwrite(withoutSpacing)
  .regex(E164, "must begin with + and the country, such as +15005550101");
/** A number, or a name with at most 11 characters if the country allows it. */
export const sender = z.string().regex(SENDER, "must be a number such as +15005550006");
export const messageSid = z.string().regex(/^[SM]M[0-9a-f]{32}$/, "must be a message's SID (SM…)");
export const serviceSid = z
  .string()
  .regex(/^MG[0-9a-f]{32}$/, "must be a messaging service's SID (MG…)");

/** Twilio accepts at most 1,600 characters and splits them into segments. Source: twilio.com/docs/messaging/api/message-resource, read 2026-11. */
export const smsText = z.string().min(1).max(1_600).meta({ sink: "sms" });

/** Input of a text message. */
export const text = z
  .strictObject({
    to: phone,
    body: smsText,
    from: sender.optional(),
    messagingServiceSid: serviceSid.optional(),
    statusCallback: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional(),
  })
  .refine(({ from, messagingServiceSid }) => !from || !messagingServiceSid, {
    path: ["from"],
    message: "Give either a number or a messaging service, not both",
  });

export const account = z.object({
  sid: z.string(),
  friendly_name: z.string(),
  status: z.string(),
  type: z.string(),
});

export const sms = z.object({
  sid: z.string(),
  /** `queued sending sent delivered undelivered failed received …`. */
  status: z.string(),
  direction: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  body: z.string(),
  segments: z.int(),
  /** Twilio's error code of an undelivered message, e.g. 30003. */
  error_code: z.int().nullable(),
  messaging_service_sid: z.string().nullable(),
  /** ISO 8601 in UTC. */
  created: z.string(),
  sent: z.string().nullable(),
});

export const smsList = z.object({ messages: z.array(sms) });
