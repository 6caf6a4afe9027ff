import * as z from "zod";

import { defineOperation } from "../types";
import type { Emission, HttpRequest, Paging, ProviderCredentials } from "../types";
import { accountOf, cursorOf, smsListOf, smsOf } from "./bodies";
import { twilioFields } from "./credentials";
import { claims, findSent, isNoneSent, LAG_MS, messagesTo } from "./find-message";
import accountBody from "./fixtures/account.json" with { type: "json" };
import messageBody from "./fixtures/message.json" with { type: "json" };
import messagesBody from "./fixtures/messages.json" with { type: "json" };
import { statusEventId } from "./mapping";
import * as schema from "./schemas";

const READ = { effect: "read", idempotency: { by: "nature" } } as const;
/** Placeholder in paths for the account, which is part of the credential. */
const OWN_ACCOUNT = "{AccountSid}";
const ACCOUNT_PATH = `/2010-04-01/Accounts/${OWN_ACCOUNT}`;

/** Inserts the account into the path and the default sender into a message. Pure. */
export function addressTwilio(request: HttpRequest, credentials: ProviderCredentials): HttpRequest {
  const { accountSid, phoneNumber } = twilioFields(credentials);
  const path = request.path.replace(OWN_ACCOUNT, encodeURIComponent(accountSid));
  const { form } = request;
  if (!form || !("Body" in form) || form["From"] !== undefined) return { ...request, path };
  return form["MessagingServiceSid"] === undefined
    ? { ...request, path, form: { ...form, From: phoneNumber || undefined } }
    : { ...request, path };
}

/** `Page` is the client's own count, the token names the page. Source: twilio.com/docs/messaging/api/message-resource, read 2026-11. */
const paging: Paging = {
  cursor: cursorOf,
  apply: (request, cursor) => ({
    ...request,
    query: {
      ...request.query,
      Page: Number(request.query?.["Page"] ?? 0) + 1,
      PageToken: cursor,
    },
  }),
};

const sentSms: Emission = {
  type: "twilio.sms.sent",
  event(output, account) {
    const sent = schema.sms.safeParse(output).data;
    if (!sent || account === null) return null;
    return {
      id: statusEventId(account, sent.sid, "sent"),
      subject: sent.sid,
      data: {
        sid: sent.sid,
        status: sent.status,
        ...(sent.to === null ? {} : { to: sent.to }),
        ...(sent.from === null ? {} : { from: sent.from }),
        ...(sent.messaging_service_sid === null
          ? {}
          : { messaging_service_sid: sent.messaging_service_sid }),
      },
    };
  },
};

/** Operations of Twilio. Results only contain declared fields: no token, prices or API URLs. */
export const operations = {
  "account.get": defineOperation({
    ...READ,
    title: "Read the account",
    description: "Returns the Twilio account of this connection and its status.",
    endpoint: "/Account",
    input: z.strictObject({}),
    output: schema.account,
    request: () => ({ method: "GET", path: `${ACCOUNT_PATH}.json` }),
    respond: accountOf,
    examples: [{ input: {}, request: `GET ${ACCOUNT_PATH}.json`, body: accountBody }],
  }),
  "sms.send": defineOperation({
    title: "Send a text message",
    phrase: "text {to}",
    description:
      "Writes to a phone from the connection's number, another number, or a messaging service. It costs money. One whose answer is lost is looked for among what the account sent to the phone before it is sent again; where that cannot tell, a person is asked.",
    effect: "write",
    idempotency: {
      by: "ownership",
      find: ({ input }) => messagesTo(`${ACCOUNT_PATH}/Messages.json`, input),
      match: findSent,
      claims,
      listing: { lagMs: LAG_MS, isExhaustive: isNoneSent },
    },
    endpoint: "/Messages",
    input: schema.text,
    output: schema.sms,
    request: (input) => ({
      method: "POST",
      path: `${ACCOUNT_PATH}/Messages.json`,
      form: {
        To: input.to,
        Body: input.body,
        From: input.from,
        MessagingServiceSid: input.messagingServiceSid,
        StatusCallback: input.statusCallback,
      },
    }),
    respond: smsOf,
    emits: sentSms,
    examples: [
      {
        input: { to: "+15005550101", body: "ONB-1: welcome!" },
        request: `POST ${ACCOUNT_PATH}/Messages.json`,
        body: messageBody,
      },
    ],
  }),
  "messages.get": defineOperation({
    ...READ,
    title: "Read a text message",
    description: "Returns a message with its delivery status.",
    endpoint: "/Messages/{sid}",
    input: z.strictObject({ sid: schema.messageSid }),
    output: schema.sms,
    request: ({ sid }) => ({
      method: "GET",
      path: `${ACCOUNT_PATH}/Messages/${encodeURIComponent(sid)}.json`,
    }),
    respond: smsOf,
    changedBy: ["twilio.sms.*"],
    examples: [
      {
        input: { sid: messageBody.sid },
        request: `GET ${ACCOUNT_PATH}/Messages/${messageBody.sid}.json`,
        body: messageBody,
      },
    ],
  }),
  "messages.list": defineOperation({
    ...READ,
    title: "List text messages",
    description: "Lists sent and received messages, newest first.",
    endpoint: "/Messages",
    input: z.strictObject({
      limit: z.int().min(1).max(100).optional(),
      to: schema.phone.optional(),
      from: schema.sender.optional(),
      /** Sent at or after this day, `YYYY-MM-DD`, in UTC. */
      sentSince: z.iso.date().optional(),
      cursor: z
        .string()
        .regex(/^\w{1,200}$/)
        .optional(),
    }),
    output: schema.smsList,
    request: ({ limit, to, from, sentSince, cursor }) => ({
      method: "GET",
      path: `${ACCOUNT_PATH}/Messages.json`,
      query: {
        PageSize: limit,
        To: to,
        From: from,
        "DateSent>": sentSince,
        ...(cursor === undefined ? {} : { Page: 1, PageToken: cursor }),
      },
    }),
    respond: smsListOf,
    page: paging,
    changedBy: ["twilio.sms.*"],
    examples: [
      {
        input: { limit: 20 },
        request: `GET ${ACCOUNT_PATH}/Messages.json?PageSize=20`,
        body: messagesBody,
      },
      {
        title: "From a day on",
        input: { to: "+15005550101", sentSince: "2026-11-01" },
        request: `GET ${ACCOUNT_PATH}/Messages.json?To=%2B15005550101&DateSent%3E=2026-11-01`,
        body: messagesBody,
      },
    ],
  }),
};
