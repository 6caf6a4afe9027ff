import * as z from "zod";

import { parseTemplate } from "../../../expressions/template";
import { headerIssue, renderHeader, secretsIn } from "../../header-parts";
import { renderFields, renderOne } from "../../render";
import { RetryPart, StepBase, TemplateFields, TemplateText } from "../../schema-parts";
import { defineStep } from "../types";

const schema = z.strictObject({
  ...StepBase,
  ...RetryPart,
  http: z.strictObject({
    method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).default("POST"),
    /** An https URL whose host the installation allows. Templates may only follow the host. */
    url: TemplateText,
    headers: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/), TemplateText).default({}),
    body: TemplateFields.optional(),
  }),
});

const FIXED_ORIGIN = /^https?:\/\/[^/{}]+(?:\/|$)/;

/** The path of an address, segment by segment. */
const segments = (url: string) => (/^[^?#]*/.exec(url)?.[0] ?? "").split("/");
const VANISHING = new Set(["", ".", ".."]);

/**
 * Explains why a rendered URL has another path than its template: a value that is empty, `.` or `..` removes a segment.
 * Values are encoded, so they cannot add segments. Returns `null` if the path is the expected one.
 */
function pathProblem(template: string, url: string): string | null {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return null;
  const written = segments(
    parsed.template.parts.map((part) => (typeof part === "string" ? part : "x")).join(""),
  );
  const at = segments(url).findIndex(
    (segment, index) => VANISHING.has(segment) && !VANISHING.has(written[index] ?? ""),
  );
  return at === -1
    ? null
    : `A value makes a part of the URL “${segments(url)[at] === "" ? "empty" : segments(url)[at]}”, which would change its path. Nothing was sent.`;
}

export const http = defineStep({
  kind: "http",
  title: "HTTP request",
  description:
    "Sends a JSON request with an Idempotency-Key to a host that this installation allows.",
  icon: "external",
  acts: true,
  schema,
  example: {
    id: "tell",
    http: {
      method: "POST",
      url: "https://hooks.example.com/paid",
      body: { id: "{{event.subject}}" },
    },
  },
  plan({ http: request }, { scope }) {
    const url = renderOne(request.url, scope, "url");
    const body = request.body && renderFields(request.body, scope, () => "plain");
    const headers = Object.entries(request.headers).map(
      ([name, value]) => [name, renderHeader(value, scope)] as const,
    );
    const warnings = [
      ...url.warnings,
      ...headers.flatMap(([name, header]) => header.warnings.map((one) => `${name}: ${one}`)),
      ...(body?.warnings ?? []),
    ];
    const problem = pathProblem(request.url, String(url.value));
    if (problem !== null) return { action: { kind: "fail", error: problem }, warnings };
    return {
      action: {
        kind: "http",
        method: request.method,
        url: String(url.value),
        headers: Object.fromEntries(headers.map(([name, { parts }]) => [name, parts])),
        body: body?.value ?? null,
      },
      warnings,
    };
  },
  writes: ({ http: { method } }) => method !== "GET",
  check({ http: { url, headers } }, { refusal }) {
    const [origin] = FIXED_ORIGIN.exec(url) ?? [];
    const message =
      origin === undefined
        ? "Must begin with https:// and a host without templates"
        : refusal(origin);
    const problems = Object.entries(headers).flatMap(([name, value]) => {
      const problem = headerIssue(name, value);
      return problem === null ? [] : [{ path: ["http", "headers", name], message: problem }];
    });
    return message === null ? problems : [{ path: ["http", "url"], message }, ...problems];
  },
  templates: ({ http: { url, headers, body } }) => [
    { path: ["http", "url"], value: url },
    ...Object.entries(headers).map(([name, value]) => ({
      path: ["http", "headers", name],
      value,
      adds: secretsIn(value).map((secret) => `secret.${secret}`),
    })),
    ...Object.entries(body ?? {}).map(([name, value]) => ({ path: ["http", "body", name], value })),
  ],
  sentence: ({ http: { method, url } }) =>
    `send a ${method} request to ${url.split("/")[2] ?? url}`,
});
