import * as z from "zod";

import { defineOperation } from "../types";
import type { Emission, HttpRequest } from "../types";
import { toAdf } from "./adf";
import { asObject, commentOf, findMarked } from "./bodies";
import * as choices from "./choices";
import commentBody from "./fixtures/comment.json" with { type: "json" };
import createdBody from "./fixtures/created.json" with { type: "json" };
import { eventId, markOf } from "./marker";
import * as schema from "./schemas";

const API = "/rest/api/3";
const WRITE = { effect: "write", scopes: ["write:jira-work"] } as const;

/** Adds the idempotency marker as a property of the comment or of the moved issue. */
const withProperty = (request: HttpRequest, key: string): HttpRequest => ({
  ...request,
  json: { ...asObject(request.json), properties: [{ key: markOf(key), value: true }] },
});

function withLabel(request: HttpRequest, key: string): HttpRequest {
  const body = asObject(request.json);
  const fields = asObject(body["fields"]);
  const labels = Array.isArray(fields["labels"]) ? fields["labels"] : [];
  return { ...request, json: { ...body, fields: { ...fields, labels: [...labels, markOf(key)] } } };
}

const createInput = z.strictObject({
  project: schema.projectKey,
  issue_type: z.string().min(1).max(60).default("Task").describe("A name such as Task, or an id."),
  summary: schema.summary,
  description: schema.longText.optional(),
  labels: z.array(schema.label).max(20).default([]),
});

const issueCreated: Emission = {
  type: "jira.issue.created",
  event(output, account, input) {
    const issue = schema.created.safeParse(output).data;
    if (!issue || account === null) return null;
    const asked = createInput.safeParse(input).data; // Jira's answer holds ids only
    return {
      id: eventId(account, "issue.created", issue.id),
      subject: issue.key,
      data: {
        id: issue.id,
        key: issue.key,
        ...(asked ? { summary: asked.summary, project: asked.project } : {}),
      },
    };
  },
};

const commentCreated: Emission = {
  type: "jira.comment.created",
  event(output, account) {
    const comment = schema.comment.safeParse(output).data;
    if (!comment || account === null) return null;
    return { id: eventId(account, "comment.created", comment.id), data: { ...comment } };
  },
};

const idOrName = (text: string) => (/^\d+$/.test(text) ? { id: text } : { name: text });
const idOrKey = (text: string) => (/^\d+$/.test(text) ? { id: text } : { key: text });

/**
 * Jira's search shows most changes within seconds, but guarantees no time.
 * Source: developer.atlassian.com/cloud/jira/platform/search-and-reconcile, read 2026-11.
 */
const SEARCH_LAG_MS = 30_000;

/** Write operations. Each one carries an idempotency marker that a repetition can find. */
export const writes = {
  "issues.create": defineOperation({
    ...WRITE,
    title: "Create a Jira issue",
    phrase: "create a Jira issue “{summary}”",
    description:
      "Creates an issue in a project. The description is plain text; blank lines separate paragraphs.",
    endpoint: "/issue",
    input: createInput,
    output: schema.created,
    seenAt(output, { label }) {
      const issue = schema.created.safeParse(output).data;
      const isHost = /^[a-z0-9.-]+$/i.test(label);
      return issue && isHost
        ? { name: issue.key, url: `https://${label}/browse/${encodeURIComponent(issue.key)}` }
        : null;
    },
    choices: { project: choices.projects, issue_type: choices.issueTypes("name") },
    idempotency: {
      by: "marker",
      mark: withLabel,
      listing: { lagMs: SEARCH_LAG_MS },
      find: ({ input: { project }, key }) => ({
        method: "POST",
        path: `${API}/search/jql`,
        json: {
          jql: `project = "${project}" AND labels = "${markOf(key)}"`,
          maxResults: 1,
          fields: ["summary"],
        },
      }),
      match(body) {
        const { issues } = asObject(body);
        return Array.isArray(issues) ? issues[0] : undefined;
      },
    },
    request: ({ project, issue_type, summary, description, labels }) => ({
      method: "POST",
      path: `${API}/issue`,
      json: {
        fields: {
          project: idOrKey(project),
          issuetype: idOrName(issue_type),
          summary,
          ...(description === undefined ? {} : { description: toAdf(description) }),
          labels,
        },
      },
    }),
    respond: (body) => {
      const { id, key } = asObject(body);
      return { id, key };
    },
    emits: issueCreated,
    examples: [
      {
        input: {
          project: "SHOP",
          issue_type: "Task",
          summary: "Onboard Ada Example",
          description: "Paid 49.99 USD.\n\nWelcome her.",
          labels: ["onboarding"],
        },
        request: "POST /rest/api/3/issue",
        body: createdBody,
      },
    ],
  }),
  "issues.transition": defineOperation({
    ...WRITE,
    title: "Move a Jira issue",
    phrase: "move a Jira issue ({issue})",
    description: "Changes the status of an issue by one of its transitions, see transitions.list.",
    endpoint: "/issue/{issue}/transitions",
    input: z.strictObject({ issue: schema.issueKey, transition: schema.numericId }),
    output: schema.moved,
    choices: { transition: choices.transitions },
    idempotency: {
      by: "marker",
      mark: withProperty,
      find: ({ input: { issue }, key }) => ({
        method: "GET",
        path: `${API}/issue/${issue}`,
        query: { fields: "status", properties: markOf(key) },
      }),
      match: (body, { key }) =>
        Object.hasOwn(asObject(asObject(body)["properties"]), markOf(key)) ? {} : undefined,
    },
    request: ({ issue, transition }) => ({
      method: "POST",
      path: `${API}/issue/${issue}/transitions`,
      json: {
        transition: { id: transition },
      },
    }),
    // Jira answers 204 without a body.
    respond: () => ({ moved: true }),
    examples: [
      {
        input: { issue: "SHOP-12", transition: "31" },
        request: "POST /rest/api/3/issue/SHOP-12/transitions",
        body: null,
      },
    ],
  }),
  "issues.comment": defineOperation({
    ...WRITE,
    title: "Comment on a Jira issue",
    phrase: "comment on a Jira issue ({issue})",
    description: "Adds a plain-text comment in the name of the connected person.",
    endpoint: "/issue/{issue}/comment",
    input: z.strictObject({ issue: schema.issueKey, text: schema.longText }),
    output: schema.comment,
    idempotency: {
      by: "marker",
      mark: withProperty,
      find: ({ input: { issue } }) => ({
        method: "GET",
        path: `${API}/issue/${issue}/comment`,
        query: { orderBy: "-created", maxResults: 100, expand: "properties" },
      }),
      match: (body, { key }) => findMarked(body, markOf(key)),
    },
    request: ({ issue, text }) => ({
      method: "POST",
      path: `${API}/issue/${issue}/comment`,
      json: {
        body: toAdf(text),
      },
    }),
    respond: commentOf,
    emits: commentCreated,
    examples: [
      {
        input: { issue: "SHOP-12", text: "Refund is on its way." },
        request: "POST /rest/api/3/issue/SHOP-12/comment",
        body: commentBody,
      },
    ],
  }),
};
