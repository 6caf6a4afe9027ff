import * as z from "zod";

import { parseRetryAfter } from "../http";
import type { ErrorAction, ErrorCode, Fault, ProviderResponse } from "../types";

const DEFAULT_PAUSE_MS = 5_000;
const MAX_TEXT = 200;

/** Error body of Jira; its gateway uses `message` instead. */
const body = z.looseObject({
  errorMessages: z.array(z.string()).catch([]),
  errors: z.record(z.string(), z.unknown()).catch({}),
  message: z.string().catch(""),
});
type JiraBody = z.infer<typeof body>;

interface Verdict {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable?: boolean;
  readonly action: ErrorAction;
  readonly lacksPermission?: boolean;
}

const FIXED: Readonly<Record<number, Verdict>> = {
  401: {
    code: "UNAUTHORIZED",
    message: "Jira did not accept the credential. Connect Jira again.",
    action: "reconnect",
  },
  403: {
    code: "FORBIDDEN",
    message:
      "The connected person does not have permission for this in Jira. Ask an admin of the project.",
    action: "contact-support",
  },
  404: {
    code: "NOT_FOUND",
    message: "Jira did not find this, or the connected person cannot see it.",
    action: "fix-input",
  },
  409: {
    code: "CONFLICT",
    message: "Someone else is changing this in Jira at the moment. Try again in a moment.",
    retryable: true,
    action: "retry",
  },
  413: {
    code: "INVALID_REQUEST",
    message: "This is too long for Jira. Shorten it.",
    action: "fix-input",
  },
  429: {
    code: "RATE_LIMITED",
    message: "Jira is limiting requests. This continues automatically in a moment.",
    retryable: true,
    action: "retry",
  },
};

const WITHOUT_SCOPE: Verdict = {
  code: "FORBIDDEN",
  message:
    "The Jira connection lacks a permission. Connect Jira again and allow all requested permissions.",
  action: "reconnect",
  lacksPermission: true,
};

/** On some paths, Jira reports a wrong token only in a header and handles the request as anonymous. */
const REFUSED_LOGIN = new Set(["AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED"]);

const isPage = (value: unknown): boolean => typeof value === "string" && /^\s*</.test(value);

const short = (text: string) => text.replaceAll(/\s+/g, " ").trim().slice(0, MAX_TEXT);

function badRequest({ errors, errorMessages }: JiraBody): Verdict {
  const [field] = Object.entries(errors);
  const what = field
    ? `“${field[0].slice(0, 60)}”: ${short(String(field[1]))}`
    : short(errorMessages[0] ?? "");
  return {
    code: "INVALID_REQUEST",
    message:
      what === ""
        ? "Jira did not accept this request."
        : `Jira did not accept this request. ${what}`,
    action: "fix-input",
  };
}

function verdictOf(status: number, parsed: JiraBody, login: string): Verdict {
  if (REFUSED_LOGIN.has(login)) return FIXED[401] ?? badRequest(parsed);
  if ((status === 401 || status === 403) && /scope/i.test(parsed.message)) return WITHOUT_SCOPE;
  const fixed = FIXED[status];
  if (fixed) return fixed;
  if (status >= 400 && status < 500) return badRequest(parsed);
  return {
    code: "PROVIDER_ERROR",
    message: "Jira has a temporary problem. Try again in a moment.",
    retryable: status >= 500,
    action: "retry",
  };
}

/**
 * Classifies Jira's responses; `null` means success. A page instead of JSON comes from the gateway, whatever its status.
 * Source: developer.atlassian.com/cloud/jira/platform/rest/v3/intro (status codes), read 2026-11.
 */
export function classifyJira(response: ProviderResponse, now: Date): Fault | null {
  const { status, headers } = response;
  const login = headers["x-seraph-loginreason"] ?? "";
  const isFine = status >= 200 && status < 300 && !isPage(response.body);
  if (isFine && !REFUSED_LOGIN.has(login)) return null;
  const parsed = body.safeParse(response.body).data ?? {
    errorMessages: [],
    errors: {},
    message: "",
  };
  const verdict = verdictOf(status, parsed, login);
  const after = parseRetryAfter(headers["retry-after"], now);
  const isLimited = verdict.code === "RATE_LIMITED";
  return {
    ...verdict,
    retryable: verdict.retryable ?? false,
    retryAt: isLimited ? (after ?? new Date(now.getTime() + DEFAULT_PAUSE_MS)) : after,
    requestId: headers["atl-traceid"] ?? headers["x-arequestid"],
    details: { status, fields: Object.keys(parsed.errors).slice(0, 10) },
  };
}
