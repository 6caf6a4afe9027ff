import { isLoopbackUrl } from "../loopback/server.ts";
import {
  addMessage,
  MAX_BODY,
  noteOptOut,
  type Account,
  type Sms,
  type Status,
  type World,
} from "./world.ts";

/** A refusal in Twilio's words. `code` is what its documentation is sorted by. */
export class TwilioError extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.name = "TwilioError";
    this.status = status;
    this.code = code;
  }
}

const E164 = /^\+[1-9]\d{6,14}$/;

/** Numbers that fail in one certain way. Source: twilio.com/docs/iam/test-credentials, read 2026-11. */
const MAGIC_TO: Readonly<Record<string, readonly [code: number, message: string]>> = {
  "+15005550001": [21_211, "The 'To' number +15005550001 is not a valid phone number."],
  "+15005550002": [21_612, "The 'To' phone number is not currently reachable via SMS."],
  "+15005550003": [
    21_408,
    "Permission to send an SMS has not been enabled for the region indicated by the 'To' number.",
  ],
  "+15005550004": [21_610, "Attempt to send to unsubscribed recipient"],
  "+15005550009": [21_614, "'To' number is not a valid mobile number."],
};
const MAGIC_FROM: Readonly<Record<string, readonly [code: number, message: string]>> = {
  "+15005550007": [21_606, "The 'From' phone number is not a valid, SMS-capable inbound number."],
  "+15005550008": [
    21_611,
    "This 'From' number has exceeded the maximum number of queued messages.",
  ],
};

/** The sandbox's own: messages to it are accepted, and then do not arrive. */
const UNREACHABLE = "+15005550030";

/** `POST …/Messages.json`: checks as Twilio does, keeps the message and counts it. Throws TwilioError. */
export function sendSms(world: World, account: Account, form: URLSearchParams): Sms {
  const to = form.get("To") ?? "";
  const service = form.get("MessagingServiceSid");
  const from = form.get("From") ?? (service === null ? "" : (account.numbers[0] ?? ""));
  const body = form.get("Body") ?? "";
  checkNumbers(account, to, from);
  if (body === "") throw new TwilioError(400, 21_602, "Message body is required.");
  if (body.length > MAX_BODY)
    throw new TwilioError(
      400,
      21_617,
      "The concatenated message body exceeds the 1600 character limit.",
    );
  if (world.optOuts.has(`${from} ${to}`))
    throw new TwilioError(400, 21_610, "Attempt to send to unsubscribed recipient");
  const callback = form.get("StatusCallback");
  if (callback !== null && !isLoopbackUrl(callback))
    throw new TwilioError(400, 21_609, "The sandbox reports to this machine only.");
  const text = written(account, service, body);
  const message = addMessage(world, account, {
    direction: "outbound-api",
    from,
    to,
    body: text,
    status: "queued",
    messagingServiceSid: service,
    statusCallback: callback ?? (service === null ? null : world.webhookUrl),
  });
  world.effects.push({
    at: new Date(world.clock()).toISOString(),
    account: account.sid,
    sid: message.sid,
    from,
    to,
    body: text,
  });
  return message;
}

/** Signs that a messaging service replaces, so that a text fits into fewer segments. Source: twilio.com/docs/messaging/services/smart-encoding-char-list, read 2026-11. */
const PLAIN: Readonly<Record<string, string>> = {
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
  "–": "-",
  "—": "-",
  "…": "...",
};

/** What is sent and listed of a text: a messaging service spells some signs plainly, and a trial account says what it is. */
function written(account: Account, service: string | null, body: string): string {
  const plain =
    service === null ? body : body.replaceAll(/[‘’“”–—…]/g, (sign) => PLAIN[sign] ?? "");
  return account.isTrial === true ? `Sent from your Twilio trial account - ${plain}` : plain;
}

function checkNumbers(account: Account, to: string, from: string): void {
  if (to === "") throw new TwilioError(400, 21_604, "A 'To' phone number is required.");
  if (from === "")
    throw new TwilioError(400, 21_603, "A 'From' or 'MessagingServiceSid' parameter is required.");
  const refused = MAGIC_TO[to] ?? MAGIC_FROM[from];
  if (refused) throw new TwilioError(400, ...refused);
  if (!E164.test(to))
    throw new TwilioError(400, 21_211, `The 'To' number ${to} is not a valid phone number.`);
  if (!account.numbers.includes(from))
    throw new TwilioError(400, 21_606, `The 'From' number ${from} is not yours.`);
}

/** What becomes of a message after it was accepted, in order. */
export function fateOf(message: Sms): readonly Status[] {
  return message.to === UNREACHABLE ? ["sent", "undelivered"] : ["sent", "delivered"];
}

/** Moves a message on, and reports it to the address that it was sent with. */
export function advance(world: World, account: Account, message: Sms, status: Status): void {
  message.status = status;
  if (status === "sent") message.sentMs = world.clock();
  if (status === "undelivered") message.errorCode = 30_003;
  if (message.statusCallback === null) return;
  world.report(account, message.statusCallback, status, {
    ApiVersion: "2010-04-01",
    AccountSid: account.sid,
    From: message.from,
    To: message.to,
    MessageSid: message.sid,
    MessageStatus: status,
    SmsSid: message.sid,
    SmsStatus: status,
    ...(message.errorCode === null ? {} : { ErrorCode: String(message.errorCode) }),
  });
}

/** A phone writes to one of the account's numbers. */
export function receiveSms(
  world: World,
  account: Account,
  given: { from: string; to: string; body: string },
): Sms {
  if (!account.numbers.includes(given.to))
    throw new Error(`${given.to} is not a number of ${account.sid}.`);
  const message = addMessage(world, account, {
    ...given,
    direction: "inbound",
    status: "received",
  });
  const optOutType = noteOptOut(world, given.to, given.from, given.body);
  if (world.webhookUrl !== null)
    world.report(account, world.webhookUrl, "received", {
      ToCountry: "US",
      MessageSid: message.sid,
      SmsMessageSid: message.sid,
      SmsSid: message.sid,
      NumMedia: "0",
      NumSegments: "1",
      SmsStatus: "received",
      FromCity: "",
      FromCountry: "US",
      AccountSid: account.sid,
      ApiVersion: "2010-04-01",
      From: given.from,
      To: given.to,
      Body: given.body,
      ...(optOutType === null ? {} : { OptOutType: optOutType }),
    });
  return message;
}
