import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import type { DeliveryVector, FaultVector } from "@/tests/contract/provider-kit";
import { describeProvider } from "@/tests/contract/provider-suite";

import { siteOf } from "./address";
import { fromAdf, toAdf } from "./adf";
import { JiraAdapter } from "./index";

function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8");
}

const CLOUD_ID = "11223344-a1b2-4c33-8d44-ef1234567890";
const canary = "ATATT3x-CANARY-CANARY-CANARY";
const NOW = new Date("2026-11-20T12:00:00.000Z");
const adapter = new JiraAdapter();
const pasted = { url: "northwind-example.atlassian.net", email: "ada@example.com", pat: canary };

const sign = (body: string, secret: string) =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

const delivery = (name: string, type: string): DeliveryVector => ({
  name,
  body: fixture(name),
  type,
  subject: "SHOP-12",
  account: null,
});

function answer(
  name: string,
  status: number,
  body: unknown,
  expected: FaultVector["expected"],
  headers: Record<string, string> = {},
): FaultVector {
  return { name, response: { status, headers, body }, expected };
}

const reconnect = { retryable: false, action: "reconnect" } as const;
const fixInput = { retryable: false, action: "fix-input" } as const;
const retry = { retryable: true, action: "retry" } as const;
const PAGE = "<!DOCTYPE html><title>Oops</title>";

describeProvider(adapter, {
  canary,
  credentials: { pat: canary, accountId: CLOUD_ID },
  page: (operation, number, isLast) =>
    operation === "issues.search"
      ? { issues: [], ...(isLast ? {} : { nextPageToken: `page-${number}` }) }
      : { startAt: (number - 1) * 50 + 7, values: [{ id: String(number) }], isLast },
  faults: [
    answer(
      "a field that is wrong",
      400,
      { errorMessages: [], errors: { labels: "Field 'labels' cannot be set." } },
      { code: "INVALID_REQUEST", ...fixInput },
    ),
    answer(
      "a query that is wrong",
      400,
      { errorMessages: ["Unbounded JQL queries are not allowed here."], errors: {} },
      { code: "INVALID_REQUEST", ...fixInput },
    ),
    answer("a 400 without a word", 400, null, { code: "INVALID_REQUEST", ...fixInput }),
    answer("a page of a gateway at 400", 400, PAGE, { code: "INVALID_REQUEST", ...fixInput }),
    answer(
      "a token that is over",
      401,
      { code: 401, message: "Unauthorized" },
      { code: "UNAUTHORIZED", ...reconnect },
    ),
    answer(
      "a scope that is missing",
      401,
      { code: 401, message: "Unauthorized; scope does not match" },
      { code: "FORBIDDEN", ...reconnect, lacksPermission: true },
    ),
    answer("no permission", 403, PAGE, {
      code: "FORBIDDEN",
      retryable: false,
      action: "contact-support",
    }),
    answer(
      "an unknown issue",
      404,
      { errorMessages: ["Issue does not exist or you do not have permission to see it."] },
      { code: "NOT_FOUND", ...fixInput },
    ),
    answer(
      "a refused token that looks like an unknown issue",
      404,
      { errorMessages: ["Issue does not exist."] },
      { code: "UNAUTHORIZED", ...reconnect },
      { "x-seraph-loginreason": "AUTHENTICATED_FAILED" },
    ),
    answer("a change at the same time", 409, {}, { code: "CONFLICT", ...retry }),
    answer("too much at once", 413, PAGE, { code: "INVALID_REQUEST", ...fixInput }),
    answer("a limit", 429, {}, { code: "RATE_LIMITED", ...retry }, { "retry-after": "7" }),
    answer("an outage", 500, PAGE, { code: "PROVIDER_ERROR", ...retry }),
    answer("a maintenance page", 503, PAGE, { code: "PROVIDER_ERROR", ...retry }),
    answer("a redirect", 302, null, { code: "PROVIDER_ERROR", retryable: false, action: "retry" }),
    answer("a page where JSON belongs", 200, PAGE, {
      code: "PROVIDER_ERROR",
      retryable: false,
      action: "retry",
    }),
  ],
  webhook: {
    dated: false,
    ownAccount: CLOUD_ID,
    deliveries: [
      delivery("event-issue-created", "jira.issue.created"),
      delivery("event-issue-updated", "jira.issue.updated"),
      delivery("event-issue-deleted", "jira.issue.deleted"),
      delivery("event-comment-created", "jira.comment.created"),
    ],
    sign,
    malformed: [
      "",
      "sha256=",
      "sha256=00",
      `sha1=${"0".repeat(40)}`,
      `sha256=${"0".repeat(63)}`,
      `sha256=${"0".repeat(64)}`,
      "0".repeat(5_000),
    ],
  },
});

describe("the site of a pasted credential", () => {
  it.each([
    ["northwind.atlassian.net", "northwind.atlassian.net"],
    [" https://Northwind.atlassian.net/jira/software/projects/SHOP ", "northwind.atlassian.net"],
  ])("is read from %j", (typed, site) => {
    expect(siteOf(typed)).toBe(site);
  });

  it.each([
    "jira.example.com",
    "evil.net/.atlassian.net",
    "northwind.atlassian.net.evil.net",
    "northwind.atlassian.net@evil.net",
    "evil.net#.atlassian.net",
    "a.b.atlassian.net",
    "http://northwind.atlassian.net",
    "127.0.0.1",
    "169.254.169.254",
    ".atlassian.net",
    "",
  ])("is never %j, and the field is named", (url) => {
    expect(adapter.validateCredentials({ ...pasted, url })).toMatchObject({
      valid: false,
      field: "url",
    });
  });

  it("names the other fields too", () => {
    for (const email of ["", "ada", "ada:x@example.com"])
      expect(adapter.validateCredentials({ ...pasted, email }).field).toBe("email");
    for (const pat of ["", "short", "with space in it"])
      expect(adapter.validateCredentials({ ...pasted, pat }).field).toBe("pat");
    expect(adapter.validateCredentials(pasted)).toEqual({ valid: true });
  });
});

describe("where a request goes", () => {
  async function sent(credentials: Parameters<JiraAdapter["send"]>[1], options = {}) {
    const seen: { url: string; auth: string | null }[] = [];
    await new JiraAdapter(options).send(
      { method: "GET", path: "/rest/api/3/myself" },
      credentials,
      {
        timeoutMs: 1000,
        fetch: async (url, init) => {
          const auth = new Headers(init?.headers).get("authorization");
          seen.push({ url: String(url instanceof Request ? url.url : url), auth });
          return Response.json({});
        },
      },
    );
    return seen;
  }
  const basic = `Basic ${Buffer.from(`ada@example.com:${canary}`).toString("base64")}`;

  it("is the site itself for a pasted token", async () => {
    expect(await sent(pasted)).toEqual([
      { url: "https://northwind-example.atlassian.net/rest/api/3/myself", auth: basic },
    ]);
  });

  it("is Atlassian's gateway for an authorisation", async () => {
    expect(await sent({ pat: canary, accountId: CLOUD_ID })).toEqual([
      {
        url: `https://api.atlassian.com/ex/jira/${CLOUD_ID}/rest/api/3/myself`,
        auth: `Bearer ${canary}`,
      },
    ]);
  });

  it("is an emulator for both, when there is one", async () => {
    const apiBase = "http://127.0.0.1:12112";
    const urls = [
      ...(await sent(pasted, { apiBase })),
      ...(await sent({ pat: canary, accountId: CLOUD_ID }, { apiBase })),
    ].map(({ url }) => url);
    expect(urls).toEqual([
      `${apiBase}/site/northwind-example.atlassian.net/rest/api/3/myself`,
      `${apiBase}/ex/jira/${CLOUD_ID}/rest/api/3/myself`,
    ]);
  });

  it("is nowhere without a site", async () => {
    await expect(sent({ pat: canary })).rejects.toMatchObject({ code: "invalid" });
  });
});

it.each([
  ["read:jira-work write:jira-work offline_access", "read_write"],
  ["read:jira-work read:jira-user", "read_only"],
  [undefined, "read_only"],
])("says what the scopes %j allow", (scope, word) => {
  const answer = { access_token: "a", token_type: "bearer", expires_in: 3600, scope };
  expect(adapter.oauth?.parseToken(answer)).toMatchObject({ scope: word, expiresInSeconds: 3600 });
  expect(() => adapter.oauth?.parseToken({ ...answer, access_token: "" })).toThrow(
    /Connect the account again/,
  );
});

describe("Jira's webhook", () => {
  const { webhook, operations } = adapter;
  const verify = (body: string, headers: Record<string, string> = {}) =>
    webhook?.verify({
      headers: new Headers({ "x-hub-signature": sign(body, "signing-secret"), ...headers }),
      raw: new TextEncoder().encode(body),
      url: "https://dashboard.example.com/api/webhooks/jira/endpoint",
      secrets: [{ kid: "connection", secret: "signing-secret" }],
      account: CLOUD_ID,
      now: NOW,
    });
  const eventIn = (body: string, headers?: Record<string, string>) => {
    const verdict = verify(body, headers);
    return verdict?.ok ? verdict.event : null;
  };

  it.each([
    ["issues.create", "event-issue-created", `jira:${CLOUD_ID}:issue.created:10012`],
    ["issues.comment", "event-comment-created", `jira:${CLOUD_ID}:comment.created:20001`],
  ])("gives what %s made the event that the operation reported", (name, file, id) => {
    const operation = operations[name];
    const output = operation?.respond(operation.examples[0].body);
    const emitted = operation?.emits?.event(output, CLOUD_ID);
    expect(emitted?.id).toBe(id);
    expect(eventIn(fixture(file))).toMatchObject({ id, type: operation?.emits?.type });
    expect(operation?.emits?.event(output, null)).toBeNull();
  });

  it("says what has changed, and tells two changes apart", () => {
    const body = fixture("event-issue-updated");
    const first = eventIn(body);
    expect(first?.data).toMatchObject({
      status: "Done",
      changes: [{ field: "status", from: "To Do", to: "Done" }],
    });
    expect(eventIn(body.replace("1795176058000", "1795176058001"))?.id).not.toBe(first?.id);
  });

  it("writes times in UTC, whatever the site's offset", () => {
    const body = fixture("event-issue-created").replaceAll(
      "11:59:58.000+0000",
      "12:59:58.000+0100",
    );
    expect(eventIn(body)?.data).toMatchObject({ created: "2026-11-20T11:59:58.000Z" });
  });

  it("keeps no address and no picture of a person", () => {
    const body = fixture("event-issue-created").replace(
      '"displayName": "Ada Example"',
      '"displayName": "Ada Example", "emailAddress": "ada@example.com"',
    );
    expect(JSON.stringify(eventIn(body))).not.toMatch(/example\.com|avatar|5b10a2844c/);
  });

  it("stores a type that nobody declared under its own name, once per delivery", () => {
    const body = JSON.stringify({ timestamp: NOW.getTime(), webhookEvent: "sprint_started" });
    const stored = eventIn(body);
    expect(stored).toMatchObject({
      type: "jira.sprint_started",
      id: expect.stringMatching(`^jira:${CLOUD_ID}:delivery:[0-9a-f]{64}$`),
    });
    // The header is not signed: whoever has one signed body could store it as often as they like.
    for (const id of ["d-1", "d-2"])
      expect(eventIn(body, { "x-atlassian-webhook-identifier": id })?.id).toBe(stored?.id);
    expect(eventIn(body.replace("started", "closed"))?.id).not.toBe(stored?.id);
  });
});

describe("a document", () => {
  it("holds plain text as text, with its lines", () => {
    const text = "Paid *49.99* USD.\nThanks!\n\n<b>@everyone</b>";
    expect(fromAdf(toAdf(text))).toBe("Paid *49.99* USD.\nThanks!\n<b>@everyone</b>");
    expect(JSON.stringify(toAdf(text))).not.toMatch(/mention|strong/);
  });

  it("survives what is no document", () => {
    for (const value of [null, 1, [], {}, { content: "x" }, { content: [null] }])
      expect(fromAdf(value)).toBeNull();
    expect(fromAdf(`${"x".repeat(3_998)}😀 more`)?.isWellFormed()).toBe(true);
    const deep = Array.from({ length: 500 }).reduce((inner) => ({ content: [inner] }), {});
    expect(fromAdf(deep)).toBeNull();
  });
});
