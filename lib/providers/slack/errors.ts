import * as z from "zod";

import { parseRetryAfter } from "../http";
import type { ErrorAction, ErrorCode, Fault, ProviderResponse } from "../types";

const answer = z.looseObject({
  ok: z.boolean(),
  error: z.string().max(200).optional(),
  needed: z.string().max(200).optional(),
});

interface Verdict {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable?: boolean;
  readonly action: ErrorAction;
  readonly lacksPermission?: boolean;
}

const DEFAULT_PAUSE_MS = 1_000;

const reconnect = (message: string): Verdict => ({
  code: "UNAUTHORIZED",
  message,
  action: "reconnect",
});
const fix = (code: ErrorCode, message: string): Verdict => ({ code, message, action: "fix-input" });

const withoutScope = (what: string): Verdict => ({
  code: "FORBIDDEN",
  message: `The app lacks ${what}. Connect Slack again to grant it.`,
  action: "reconnect",
  lacksPermission: true,
});

const REFUSED = reconnect("Slack did not accept the token. Connect Slack again.");
const REMOVED = reconnect("The app was removed from this Slack workspace. Connect Slack again.");
const LIMITED: Verdict = {
  code: "RATE_LIMITED",
  message: "Slack is limiting requests. This continues automatically in a moment.",
  retryable: true,
  action: "retry",
};
const OUTAGE: Verdict = {
  code: "PROVIDER_ERROR",
  message: "Slack has a temporary problem. Try again in a moment.",
  retryable: true,
  action: "retry",
};
const FORBIDDEN: Verdict = {
  code: "FORBIDDEN",
  message: "This Slack workspace does not allow this. Ask one of its admins.",
  action: "contact-support",
};
const NO_CHANNEL = fix(
  "NOT_FOUND",
  "Slack did not find this channel, or the app cannot see it. Check the channel, and invite the app if it is private.",
);

/** Faults by Slack's error names. Source: docs.slack.dev/reference/methods/chat.postMessage, read 2026-11. */
const BY_NAME: Readonly<Record<string, Verdict>> = {
  invalid_auth: REFUSED,
  not_authed: REFUSED,
  token_expired: REFUSED,
  token_revoked: REMOVED,
  account_inactive: REMOVED,
  org_login_required: REFUSED,
  missing_scope: withoutScope("a permission for this"),
  no_permission: FORBIDDEN,
  access_denied: FORBIDDEN,
  restricted_action: FORBIDDEN,
  team_access_not_granted: FORBIDDEN,
  ekm_access_denied: FORBIDDEN,
  channel_not_found: NO_CHANNEL,
  not_in_channel: fix(
    "FORBIDDEN",
    "The app is not in this channel. Invite it there with /invite, then try again.",
  ),
  is_archived: fix("INVALID_REQUEST", "This channel is archived. Choose another one."),
  msg_too_long: fix("INVALID_REQUEST", "The message is too long for Slack. Shorten it."),
  no_text: fix("INVALID_REQUEST", "The message has no text."),
  message_not_found: fix("NOT_FOUND", "Slack did not find this message in the channel."),
  thread_not_found: fix("NOT_FOUND", "Slack did not find this thread in the channel."),
  cant_update_message: fix("FORBIDDEN", "Only messages of this app can be changed."),
  edit_window_closed: fix("CONFLICT", "This message is too old to be changed."),
  ratelimited: LIMITED,
  rate_limited: LIMITED,
  message_limit_exceeded: LIMITED,
  internal_error: OUTAGE,
  fatal_error: OUTAGE,
  service_unavailable: OUTAGE,
  request_timeout: OUTAGE,
};

/** Errors of Slack's server, after which part of the request may have taken effect. */
const UNCERTAIN = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
]);

const BY_STATUS: Readonly<Record<number, Verdict>> = {
  401: REFUSED,
  403: FORBIDDEN,
  404: NO_CHANNEL,
  409: {
    code: "CONFLICT",
    message: "Slack is still processing this request. Try again in a moment.",
    retryable: true,
    action: "retry",
  },
  429: LIMITED,
};

function verdictOf(status: number, error: string | undefined): Verdict {
  if (status === 429) return LIMITED;
  const named = error !== undefined && Object.hasOwn(BY_NAME, error) ? BY_NAME[error] : undefined;
  if (named) return named;
  if (status >= 500) return OUTAGE;
  const fixed = BY_STATUS[status];
  if (fixed) return fixed;
  if (error !== undefined)
    return fix(
      "INVALID_REQUEST",
      `Slack did not accept this request (${safeName(error)}). Check the values and try again.`,
    );
  return { ...OUTAGE, retryable: false, message: "Slack returned an unexpected response." };
}

function safeName(error: string): string {
  return error.replaceAll(/[^\w.-]/g, "").slice(0, 60);
}

/**
 * Classifies Slack's responses; `null` means success. An error has the status 200 with `ok: false`; a page instead of JSON
 * does not come from the API. Source: docs.slack.dev/apis/web-api, read 2026-11.
 */
export function classifySlack(response: ProviderResponse, now: Date): Fault | null {
  const isSuccess = response.status >= 200 && response.status < 300;
  const parsed = answer.safeParse(response.body);
  if (isSuccess && (response.body === null || parsed.data?.ok === true)) return null;
  const error = parsed.data?.error;
  const needed = parsed.data?.needed?.replaceAll(/[^\w:.,-]/g, "");
  const verdict =
    error === "missing_scope" && needed
      ? withoutScope(`the permission ${needed}`)
      : verdictOf(response.status, error);
  const after = parseRetryAfter(response.headers["retry-after"], now);
  const requestId = response.headers["x-slack-req-id"];
  return {
    ...verdict,
    retryable: verdict.retryable ?? false,
    retryAt:
      verdict.code === "RATE_LIMITED"
        ? (after ?? new Date(now.getTime() + DEFAULT_PAUSE_MS))
        : after,
    providerCode: error === undefined ? undefined : safeName(error),
    requestId,
    docUrl: "https://docs.slack.dev/reference/methods",
    details: {
      status: response.status,
      ...(error === undefined ? {} : { error: safeName(error) }),
      ...(needed === undefined ? {} : { needed }),
      ...(requestId === undefined ? {} : { requestId }),
    },
  };
}

/**
 * Sets the status of errors that Slack returns with 200. The executor uses the status to decide whether a write may have
 * taken effect, and 429 for rate limits.
 */
export function settleSlack(response: ProviderResponse): ProviderResponse {
  const parsed = answer.safeParse(response.body);
  const error = parsed.data?.error ?? "";
  if (response.status !== 200 || parsed.data?.ok !== false) return response;
  if (UNCERTAIN.has(error)) return { ...response, status: 503 };
  return verdictOf(200, error).code === "RATE_LIMITED" ? { ...response, status: 429 } : response;
}
