import * as z from "zod";

import { fromAdf } from "./adf";
import type { Issue } from "./schemas";

type Fields = Readonly<Record<string, unknown>>;

export const asObject = (value: unknown): Fields =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Fields) // an object by the check on this line
    : {};
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
/** Converts Jira's times, whose offset has no colon (`+0100`), to ISO 8601 in UTC. */
function timeOf(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const at = Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
const named = (value: unknown): string | null => textOf(asObject(value)["name"]);
const shown = (value: unknown): string | null => textOf(asObject(value)["displayName"]);

/** Converts an issue of the API or a webhook to a flat row without addresses and pictures of people. */
export function issueOf(value: unknown): Issue {
  const { id, key, fields } = asObject(value);
  const f = asObject(fields);
  const status = asObject(f["status"]);
  return {
    id: textOf(id) ?? "",
    key: textOf(key) ?? "",
    summary: textOf(f["summary"]),
    description: fromAdf(f["description"]),
    status: named(status),
    status_category: textOf(asObject(status["statusCategory"])["key"]),
    issue_type: named(f["issuetype"]),
    priority: named(f["priority"]),
    project: textOf(asObject(f["project"])["key"]),
    assignee: shown(f["assignee"]),
    reporter: shown(f["reporter"]),
    labels: asList(f["labels"]).filter((label) => typeof label === "string"),
    created: timeOf(f["created"]),
    updated: timeOf(f["updated"]),
  };
}

export const issuesOf = (body: unknown) => {
  const { issues, nextPageToken } = asObject(body);
  return { issues: asList(issues).map(issueOf), isLast: typeof nextPageToken !== "string" };
};

export const sitesOf = (body: unknown) => ({
  sites: asList(body).map((site) => {
    const { id, name, url, scopes } = asObject(site);
    return { id, name, url, scopes };
  }),
});

export const projectsOf = (body: unknown) => {
  const { values, total } = asObject(body);
  const projects = asList(values).map((project) => {
    const { id, key, name } = asObject(project);
    return { id, key, name };
  });
  return { projects, total };
};

export const issueTypesOf = (body: unknown) => ({
  issueTypes: asList(asObject(body)["issueTypes"]).map((type) => {
    const { id, name, subtask } = asObject(type);
    return { id, name, subtask: subtask === true };
  }),
});

export const fieldsOf = (body: unknown) => ({
  fields: asList(asObject(body)["fields"]).map((field) => {
    const { fieldId, name, required, schema } = asObject(field);
    return { id: fieldId, name, required, type: textOf(asObject(schema)["type"]) ?? "any" };
  }),
});

export const transitionsOf = (body: unknown) => ({
  transitions: asList(asObject(body)["transitions"]).map((transition) => {
    const { id, name, to } = asObject(transition);
    return { id, name, to: named(to) };
  }),
});

export const personOf = (body: unknown) => {
  const { accountId, displayName, timeZone } = asObject(body);
  return { accountId, displayName, timeZone: textOf(timeZone) };
};

export function commentOf(value: unknown) {
  const { id, author, body, created } = asObject(value);
  return { id, author: shown(author), body: fromAdf(body), created: timeOf(created) };
}

const marked = z.looseObject({
  properties: z.array(z.looseObject({ key: z.string(), value: z.unknown() })).catch([]),
});

/** Finds the newest comment with this property. */
export function findMarked(body: unknown, property: string): unknown {
  return asList(asObject(body)["comments"]).find((comment) =>
    marked.safeParse(comment).data?.properties.some(({ key }) => key === property),
  );
}
