import * as z from "zod";

import { parseTemplate } from "../../expressions/template";
import { headerIssue, renderHeader, secretsIn } from "../header-parts";
import { renderFields, renderOne } from "../render";
import { RetryPart, StepBase, TemplateFields, TemplateText } from "../schema-parts";
import { defineStep } from "./types";

const schema = z.strictObject({
  ...StepBase,
  ...RetryPart,
  http: z.strictObject({
    method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).default("POST"),
    /** An https address whose host the installation allows. Templates may stand after the host. */
    url: TemplateText,
    headers: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/), TemplateText).default({}),
    body: TemplateFields.optional(),
  }),
});
type HttpStep = z.infer<typeof schema> & { readonly [part: string]: unknown };

const FIXED_ORIGIN = /^https?:\/\/[^/{}]+(?:\/|$)/;

/** The path of an address, segment by segment. */
const segments = (url: string) => (/^[^?#]*/.exec(url)?.[0] ?? "").split("/");
const CLIMBS = new Set(["", ".", ".."]);

/**
 * Why a filled-in address is another one than its author wrote: a value that is empty, `.` or `..` makes a segment of
 * the path vanish. Values are encoded, so they add no segments. `null` when there is no such value.
 */
function climbOf(template: string, url: string): string | null {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return null;
  const written = segments(
    parsed.template.parts.map((part) => (typeof part === "string" ? part : "x")).join(""),
  );
  const at = segments(url).findIndex(
    (segment, index) => CLIMBS.has(segment) && !CLIMBS.has(written[index] ?? ""),
  );
  return at === -1
    ? null
    : `A value makes a part of the address “${segments(url)[at] === "" ? "empty" : segments(url)[at]}”, so it would be another address. Nothing was sent.`;
}

export const http = defineStep<HttpStep>({
  kind: "http",
  title: "Call a web address",
  description: "Sends JSON to a host that this installation allows, with an Idempotency-Key.",
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
    const climb = climbOf(request.url, String(url.value));
    if (climb !== null) return { action: { kind: "fail", error: climb }, warnings };
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
  outputs: () => ["status", "body", "body.*"],
  sentence: ({ http: { method, url } }) =>
    `${method === "GET" ? "read" : "call"} ${url.split("/")[2] ?? url}`,
});
