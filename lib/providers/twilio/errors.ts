import * as z from "zod";

import { parseRetryAfter } from "../http";
import type { ErrorAction, ErrorCode, Fault, ProviderResponse } from "../types";

const answer = z.looseObject({ code: z.int().positive().optional() });

interface Verdict {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable?: boolean;
  readonly action: ErrorAction;
}

const DEFAULT_PAUSE_MS = 1_000;

const fix = (code: ErrorCode, message: string): Verdict => ({ code, message, action: "fix-input" });

const REFUSED: Verdict = {
  code: "UNAUTHORIZED",
  message: "Twilio did not accept the SID and token. Connect Twilio again.",
  action: "reconnect",
};
const FORBIDDEN: Verdict = {
  code: "FORBIDDEN",
  message: "Twilio does not allow this for your account. Check the account in the Twilio Console.",
  action: "contact-support",
};
const UNKNOWN = fix("NOT_FOUND", "Twilio did not find this in the account.");
const LIMITED: Verdict = {
  code: "RATE_LIMITED",
  message: "Twilio is limiting requests. This continues automatically in a moment.",
  retryable: true,
  action: "retry",
};
const BAD_TO = fix(
  "INVALID_REQUEST",
  "The recipient's number is not valid. Write it with + and the country code, such as +15005550101.",
);
const BAD_FROM = fix(
  "INVALID_REQUEST",
  "The sending number does not belong to this Twilio account or cannot send text messages.",
);

/** Faults by Twilio's codes. Source: twilio.com/docs/api/errors, read 2026-11. */
const BY_CODE: Readonly<Record<number, Verdict>> = {
  20003: REFUSED,
  20005: FORBIDDEN,
  20006: FORBIDDEN,
  20008: fix("INVALID_REQUEST", "Test credentials do not support this. Use live credentials."),
  20404: UNKNOWN,
  20429: LIMITED,
  14107: LIMITED,
  21211: BAD_TO,
  21217: BAD_TO,
  21408: {
    code: "FORBIDDEN",
    message:
      "The account may not send to this region. Allow it in the Twilio Console under Messaging → Geo permissions.",
    action: "contact-support",
  },
  21602: fix("INVALID_REQUEST", "The message has no text."),
  21603: BAD_FROM,
  21604: BAD_TO,
  21606: BAD_FROM,
  21608: fix(
    "INVALID_REQUEST",
    "A trial account can only send to verified numbers. Verify the number or upgrade the account.",
  ),
  21610: fix(
    "INVALID_REQUEST",
    "The recipient opted out of messages (STOP). They can opt in again by sending START.",
  ),
  21611: { ...LIMITED, message: "Too many messages are queued for this number. Try again later." },
  21612: fix("INVALID_REQUEST", "The sending number cannot reach this recipient."),
  21614: fix("INVALID_REQUEST", "The recipient's number is not a mobile number."),
  21617: fix("INVALID_REQUEST", "The message is longer than 1,600 characters. Shorten it."),
  21703: fix("INVALID_REQUEST", "The messaging service has no number to send from."),
};

const BY_STATUS: Readonly<Record<number, Verdict>> = {
  401: REFUSED,
  403: FORBIDDEN,
  404: UNKNOWN,
  409: {
    code: "CONFLICT",
    message: "Twilio is still processing this request. Try again in a moment.",
    retryable: true,
    action: "retry",
  },
  429: LIMITED,
};

function verdictOf(status: number, code: number | undefined): Verdict {
  const known = (code === undefined ? undefined : BY_CODE[code]) ?? BY_STATUS[status];
  if (known) return known;
  if (status >= 400 && status < 500)
    return fix(
      "INVALID_REQUEST",
      "Twilio did not accept this request. Check the values and try again.",
    );
  return {
    code: "PROVIDER_ERROR",
    message: "Twilio has a temporary problem. Try again in a moment.",
    retryable: status >= 500,
    action: "retry",
  };
}

/**
 * Classifies Twilio's responses; `null` means success. Twilio's messages can contain phone numbers, so they are not passed
 * on. Source: twilio.com/docs/usage/twilios-response, read 2026-11.
 */
export function classifyTwilio(response: ProviderResponse, now: Date): Fault | null {
  if (response.status >= 200 && response.status < 300) return null;
  const code = answer.safeParse(response.body).data?.code;
  const verdict = verdictOf(response.status, code);
  const after = parseRetryAfter(response.headers["retry-after"], now);
  const requestId = response.headers["twilio-request-id"];
  return {
    ...verdict,
    retryable: verdict.retryable ?? false,
    retryAt:
      verdict.code === "RATE_LIMITED"
        ? (after ?? new Date(now.getTime() + DEFAULT_PAUSE_MS))
        : after,
    providerCode: code === undefined ? undefined : String(code),
    requestId,
    docUrl: code === undefined ? undefined : `https://www.twilio.com/docs/errors/${code}`,
    details: {
      status: response.status,
      ...(code === undefined ? {} : { code }),
      ...(requestId === undefined ? {} : { requestId }),
    },
  };
}
