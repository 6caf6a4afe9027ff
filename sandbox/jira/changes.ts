import { json, type Reply } from "../loopback/server.ts";
import { problem, withIssue, type Call, type Route } from "./call.ts";
import { commentJson, issueJson, personJson, plainText } from "./render.ts";
import {
  nextId,
  nextKey,
  STATUSES,
  TYPES,
  type Adf,
  type Comment,
  type Issue,
  type Site,
  type StatusName,
  type World,
} from "./world.ts";

type Fields = Record<string, unknown>;

const asObject = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
const asText = (value: unknown): string => (typeof value === "string" ? value : "");

/** Jira takes documents only; text is refused. */
function asAdf(value: unknown): Adf | null {
  const { type, version, content } = asObject(value);
  return type === "doc" && version === 1 && Array.isArray(content)
    ? { type, version, content }
    : null;
}

const NOT_A_DOCUMENT =
  "Operation value must be an Atlassian Document (see the Atlassian Document Format)";

function labelsOf(value: unknown): string[] | null {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return null;
  const labels = value.map(asText);
  return labels.every((label) => label !== "" && !/\s/.test(label)) ? labels : null;
}

/** What is wrong with the fields of a new issue, by field, in Jira's words. */
function errorsIn(site: Site, fields: Fields): Record<string, string> {
  const errors: Record<string, string> = {};
  const project = asObject(fields["project"]);
  const type = asObject(fields["issuetype"]);
  const summary = asText(fields["summary"]);
  if (!site.projects.some(({ id, key }) => id === project["id"] || key === project["key"]))
    errors["project"] = "Specify a valid project ID or key";
  if (!TYPES.some(({ id, name }) => id === type["id"] || name === type["name"]))
    errors["issuetype"] = "Specify a valid issue type";
  if (summary.trim() === "") errors["summary"] = "You must specify a summary of the issue.";
  else if (summary.length > 255) errors["summary"] = "Summary must be less than 255 characters.";
  else if (/[\r\n]/.test(summary))
    errors["summary"] = "The summary is invalid because it contains newline characters.";
  const { description } = fields;
  if (description !== undefined && description !== null && asAdf(description) === null)
    errors["description"] = NOT_A_DOCUMENT;
  if (labelsOf(fields["labels"]) === null)
    errors["labels"] = "The label contains spaces which is invalid.";
  return errors;
}

const KNOWN = new Set(["project", "issuetype", "summary", "description", "labels"]);

function create({ world, site, person, body, base }: Call): Reply {
  const fields = asObject(body["fields"]);
  const unknown = Object.keys(fields).find((name) => !KNOWN.has(name));
  if (unknown !== undefined)
    return json(501, { message: `not implemented in the sandbox: field ${unknown}` });
  const errors = errorsIn(site, fields);
  if (Object.keys(errors).length > 0) return problem(400, "", errors);
  const issue = addIssue(world, site, {
    project:
      asText(asObject(fields["project"])["key"]) || asText(asObject(fields["project"])["id"]),
    type:
      asText(asObject(fields["issuetype"])["name"]) || asText(asObject(fields["issuetype"])["id"]),
    summary: asText(fields["summary"]),
    description: asAdf(fields["description"]),
    labels: labelsOf(fields["labels"]) ?? [],
    reporter: person,
  });
  world.effects.push({ kind: "issue", key: issue.key, id: issue.id, summary: issue.summary });
  return json(201, {
    id: issue.id,
    key: issue.key,
    self: `${base}/rest/api/3/issue/${issue.id}`,
  });
}

/** Makes an issue and reports it. `project` and `type` are names or ids. */
export function addIssue(
  world: World,
  site: Site,
  given: Pick<Issue, "project" | "type" | "summary" | "description" | "labels" | "reporter">,
): Issue {
  const now = world.clock();
  const project = site.projects.find(({ id, key }) => [id, key].includes(given.project))?.key ?? "";
  const type = TYPES.find(({ id, name }) => id === given.type || name === given.type)?.name;
  const issue: Issue = {
    ...given,
    id: nextId(world),
    key: nextKey(site, project),
    project,
    type: type ?? "Task",
    status: "To Do",
    assignee: null,
    created: now,
    updated: now,
    properties: {},
    comments: [],
  };
  site.issues.push(issue);
  report(world, site, issue, "jira:issue_created", issue.reporter);
  return issue;
}

/** Moves an issue and reports it. */
export function moveIssue(
  world: World,
  site: Site,
  issue: Issue,
  to: StatusName,
  by: string,
): void {
  const from = issue.status;
  issue.status = to;
  issue.updated = world.clock();
  report(world, site, issue, "jira:issue_updated", by, {
    changelog: {
      id: nextId(world),
      items: [{ field: "status", fieldtype: "jira", fromString: from, toString: to }],
    },
  });
}

function report(
  world: World,
  site: Site,
  issue: Issue,
  webhookEvent: string,
  by: string,
  more: Fields = {},
): void {
  world.touched();
  world.report(site, {
    timestamp: world.clock(),
    webhookEvent,
    user: personJson(site, by),
    issue: issueJson(`https://${site.host}`, site, issue, true),
    ...more,
  });
}

const propertiesOf = (value: unknown): Comment["properties"] =>
  (Array.isArray(value) ? value : []).map((item) => {
    const { key, value: held } = asObject(item);
    return { key: asText(key), value: held };
  });

function transition(call: Call): Reply {
  const { world, site, person, body } = call;
  return withIssue(call, (issue) => {
    const wanted = asText(asObject(body["transition"])["id"]);
    const entry = Object.entries(STATUSES).find(([, { transition: id }]) => id === wanted);
    if (!entry || entry[0] === issue.status)
      return problem(400, `The transition with ID '${wanted}' is not valid for this issue.`);
    for (const { key, value } of propertiesOf(body["properties"])) issue.properties[key] = value;
    moveIssue(world, site, issue, entry[0] as StatusName, person); // a key of STATUSES
    world.effects.push({ kind: "transition", key: issue.key, id: wanted, summary: issue.summary });
    return { status: 204, headers: {}, body: "" };
  });
}

function comment(call: Call): Reply {
  const { world, site, person, body, base } = call;
  return withIssue(call, (issue) => {
    const text = asAdf(body["body"]);
    if (!text) return problem(400, "", { comment: NOT_A_DOCUMENT });
    if (plainText(text) === "")
      return problem(400, "", { comment: "Comment body can not be empty!" });
    const added: Comment = {
      id: nextId(world),
      author: person,
      body: text,
      created: world.clock(),
      properties: propertiesOf(body["properties"]),
    };
    issue.comments.push(added);
    issue.updated = added.created;
    world.effects.push({ kind: "comment", key: issue.key, id: added.id, summary: issue.summary });
    report(world, site, issue, "comment_created", person, {
      comment: commentJson(base, site, issue, added, { body: plainText(text) }),
    });
    return json(201, commentJson(base, site, issue, added, {}));
  });
}

const WRITE = "write:jira-work";
const ISSUE = "/rest/api/3/issue";
export const changeRoutes: Route[] = [
  { method: "POST", path: new RegExp(`^${ISSUE}$`), scope: WRITE, act: create },
  {
    method: "POST",
    path: new RegExp(`^${ISSUE}/([A-Z0-9_-]+)/transitions$`),
    scope: WRITE,
    act: transition,
  },
  {
    method: "POST",
    path: new RegExp(`^${ISSUE}/([A-Z0-9_-]+)/comment$`),
    scope: WRITE,
    act: comment,
  },
];
