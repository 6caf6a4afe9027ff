import * as z from "zod";

import { defineOperation } from "../types";
import type { Paging } from "../types";
import * as bodies from "./bodies";
import * as choices from "./choices";
import fieldsBody from "./fixtures/fields.json" with { type: "json" };
import issueTypesBody from "./fixtures/issue-types.json" with { type: "json" };
import issueBody from "./fixtures/issue.json" with { type: "json" };
import myselfBody from "./fixtures/myself.json" with { type: "json" };
import projectsBody from "./fixtures/projects.json" with { type: "json" };
import searchBody from "./fixtures/search.json" with { type: "json" };
import sitesBody from "./fixtures/sites.json" with { type: "json" };
import transitionsBody from "./fixtures/transitions.json" with { type: "json" };
import * as schema from "./schemas";

const READ = { effect: "read", idempotency: { by: "nature" } } as const;
const API = "/rest/api/3";
/** Requested fields; Jira would send a hundred. */
const FIELDS = [
  "summary",
  "description",
  "status",
  "issuetype",
  "priority",
  "project",
  "assignee",
  "reporter",
  "labels",
  "created",
  "updated",
];

const offsetPage = z.looseObject({
  startAt: z.int().nonnegative(),
  values: z.array(z.unknown()).min(1),
  isLast: z.literal(false),
});
const byOffset: Paging = {
  cursor(body) {
    const page = offsetPage.safeParse(body).data;
    return page ? String(page.startAt + page.values.length) : null;
  },
  apply: (request, cursor) => ({ ...request, query: { ...request.query, startAt: cursor } }),
};

const tokenPage = z.looseObject({ nextPageToken: z.string().min(1) });
const byToken: Paging = {
  cursor: (body) => tokenPage.safeParse(body).data?.nextPageToken ?? null,
  apply: (request, cursor) => ({
    ...request,
    json: { ...bodies.asObject(request.json), nextPageToken: cursor },
  }),
};

/** Read operations. Source: developer.atlassian.com/cloud/jira/platform/rest/v3, read 2026-11. */
export const reads = {
  "myself.get": defineOperation({
    ...READ,
    title: "Read the connected person",
    description: "Returns the connected person and their time zone.",
    scopes: ["read:jira-user"],
    endpoint: "/myself",
    input: z.strictObject({}),
    output: schema.person,
    request: () => ({ method: "GET", path: `${API}/myself` }),
    respond: bodies.personOf,
    examples: [{ input: {}, request: "GET /rest/api/3/myself", body: myselfBody }],
  }),
  "sites.list": defineOperation({
    ...READ,
    title: "List sites",
    description: "Lists the Jira sites of an account connected by consent.",
    endpoint: "/oauth/token/accessible-resources",
    input: z.strictObject({}),
    output: schema.sites,
    request: () => ({ method: "GET", path: "/oauth/token/accessible-resources" }),
    respond: bodies.sitesOf,
    examples: [{ input: {}, request: "GET /oauth/token/accessible-resources", body: sitesBody }],
  }),
  "site.get": defineOperation({
    ...READ,
    title: "Read the site's id",
    description: "Returns the Atlassian id of the site of an account connected by a token.",
    endpoint: "/_edge/tenant_info",
    input: z.strictObject({}),
    output: schema.tenant,
    request: () => ({ method: "GET", path: "/_edge/tenant_info" }),
    respond: (body) => ({ cloudId: bodies.asObject(body)["cloudId"] }),
    examples: [
      {
        input: {},
        request: "GET /_edge/tenant_info",
        body: { cloudId: "11223344-a1b2-4c33-8d44-ef1234567890" },
      },
    ],
  }),
  "projects.list": defineOperation({
    ...READ,
    title: "List projects",
    description: "Lists the projects that the connected person can see, by key.",
    scopes: ["read:jira-work"],
    endpoint: "/project/search",
    input: z.strictObject({
      query: z.string().max(100).optional().describe("Part of a name or key."),
      maxResults: z.coerce.number().int().min(1).max(50).default(50),
    }),
    output: schema.projects,
    request: ({ query, maxResults }) => ({
      method: "GET",
      path: `${API}/project/search`,
      query: { query, maxResults, orderBy: "key" },
    }),
    respond: bodies.projectsOf,
    page: byOffset,
    examples: [
      {
        input: {},
        request: "GET /rest/api/3/project/search?maxResults=50&orderBy=key",
        body: projectsBody,
      },
    ],
  }),
  "issue-types.list": defineOperation({
    ...READ,
    title: "List issue types",
    description: "Lists the issue types of a project.",
    scopes: ["read:jira-work"],
    endpoint: "/issue/createmeta/{project}/issuetypes",
    input: z.strictObject({ project: schema.projectKey }),
    output: schema.issueTypes,
    choices: { project: choices.projects },
    request: ({ project }) => ({
      method: "GET",
      path: `${API}/issue/createmeta/${project}/issuetypes`,
    }),
    respond: bodies.issueTypesOf,
    examples: [
      {
        input: { project: "SHOP" },
        request: "GET /rest/api/3/issue/createmeta/SHOP/issuetypes",
        body: issueTypesBody,
      },
    ],
  }),
  "fields.list": defineOperation({
    ...READ,
    title: "List fields",
    description: "Lists the fields of an issue type in a project, and which are required.",
    scopes: ["read:jira-work"],
    endpoint: "/issue/createmeta/{project}/issuetypes/{issue_type}",
    input: z.strictObject({ project: schema.projectKey, issue_type: schema.numericId }),
    output: schema.fields,
    choices: { project: choices.projects, issue_type: choices.issueTypes("id") },
    request: ({ project, issue_type }) => ({
      method: "GET",
      path: `${API}/issue/createmeta/${project}/issuetypes/${issue_type}`,
    }),
    respond: bodies.fieldsOf,
    examples: [
      {
        input: { project: "SHOP", issue_type: "10001" },
        request: "GET /rest/api/3/issue/createmeta/SHOP/issuetypes/10001",
        body: fieldsBody,
      },
    ],
  }),
  "issues.search": defineOperation({
    ...READ,
    title: "Search issues",
    description:
      "Lists the issues of a JQL query. Jira requires a query that restricts the search.",
    scopes: ["read:jira-work"],
    endpoint: "/search/jql",
    input: z.strictObject({
      jql: z
        .string()
        .min(1)
        .max(2_000)
        .describe("Such as: project = SHOP AND created >= -30d ORDER BY created DESC"),
      maxResults: z.coerce.number().int().min(1).max(100).default(20),
    }),
    output: schema.issueList,
    request: ({ jql, maxResults }) => ({
      method: "POST",
      path: `${API}/search/jql`,
      json: { jql, maxResults, fields: FIELDS },
    }),
    respond: bodies.issuesOf,
    page: byToken,
    changedBy: ["jira.issue.*"],
    settlesMs: 5_000, // most changes show within seconds, says the page that writes.ts names
    examples: [
      {
        input: { jql: "project = SHOP ORDER BY created DESC" },
        request: "POST /rest/api/3/search/jql",
        body: searchBody,
      },
    ],
  }),
  "issues.get": defineOperation({
    ...READ,
    title: "Read an issue",
    description: "Returns an issue.",
    scopes: ["read:jira-work"],
    endpoint: "/issue/{issue}",
    input: z.strictObject({ issue: schema.issueKey }),
    output: schema.issue,
    request: ({ issue }) => ({
      method: "GET",
      path: `${API}/issue/${issue}`,
      query: { fields: FIELDS.join(",") },
    }),
    respond: bodies.issueOf,
    changedBy: ["jira.issue.*"],
    examples: [
      {
        input: { issue: "SHOP-12" },
        request: `GET /rest/api/3/issue/SHOP-12?fields=${encodeURIComponent(FIELDS.join(","))}`,
        body: issueBody,
      },
    ],
  }),
  "transitions.list": defineOperation({
    ...READ,
    title: "List transitions",
    description: "Lists the possible status changes of an issue for the connected person.",
    scopes: ["read:jira-work"],
    endpoint: "/issue/{issue}/transitions",
    input: z.strictObject({ issue: schema.issueKey }),
    output: schema.transitions,
    request: ({ issue }) => ({ method: "GET", path: `${API}/issue/${issue}/transitions` }),
    respond: bodies.transitionsOf,
    changedBy: ["jira.issue.*"],
    examples: [
      {
        input: { issue: "SHOP-12" },
        request: "GET /rest/api/3/issue/SHOP-12/transitions",
        body: transitionsBody,
      },
    ],
  }),
};
