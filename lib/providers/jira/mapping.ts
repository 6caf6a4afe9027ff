import * as z from "zod";

import type { EventType, ProviderEvent } from "../types";
import { asObject, commentOf, issueOf, textOf } from "./bodies";
import { eventId } from "./marker";

/** The used part of a webhook body. Source: developer.atlassian.com/cloud/jira/platform/webhooks, read 2026-11. */
export const payload = z.looseObject({
  webhookEvent: z
    .string()
    .max(100)
    .regex(/^(jira:)?[a-z_]+$/),
  timestamp: z.int().positive().max(8_640_000_000_000_000),
  issue: z.looseObject({ id: z.string().regex(/^\d{1,19}$/), key: z.string().max(40) }).optional(),
  comment: z.looseObject({ id: z.string().regex(/^\d{1,19}$/) }).optional(),
  changelog: z.looseObject({ items: z.array(z.unknown()) }).optional(),
});
type Payload = z.infer<typeof payload>;

const MAX_CHANGES = 20;
const ISSUE_FIELDS = [
  "id",
  "key",
  "summary",
  "description",
  "status",
  "status_category",
  "issue_type",
  "priority",
  "project",
  "assignee",
  "reporter",
  "labels",
  "created",
  "updated",
] as const;
const COMMENT_FIELDS = ["id", "issue", "author", "body", "created"] as const;

const ISSUE_SAMPLE = {
  id: "10012",
  key: "SHOP-12",
  summary: "Onboard Ada Example",
  description: "Paid 49.99 USD.",
  status: "To Do",
  status_category: "new",
  issue_type: "Task",
  priority: "Medium",
  project: "SHOP",
  assignee: null,
  reporter: "Ada Example",
  labels: ["onboarding"],
  created: "2026-11-20T11:59:58.000Z",
  updated: "2026-11-20T11:59:58.000Z",
};
const COMMENT_SAMPLE = {
  id: "20001",
  issue: "SHOP-12",
  author: "Ada Example",
  body: "Refund is on its way.",
  created: "2026-11-20T12:00:00.000Z",
};

/** Listed event types. An issue that this dashboard created is reported once, by the operation or the webhook. */
export const events: Readonly<Record<string, EventType>> = {
  "jira.issue.created": {
    title: "Jira issue created",
    phrase: "a Jira issue is created",
    description: "A person or this dashboard created an issue.",
    fields: ISSUE_FIELDS,
    sample: ISSUE_SAMPLE,
  },
  "jira.issue.updated": {
    title: "Jira issue updated",
    phrase: "a Jira issue is updated",
    description:
      "A field or the status of an issue changed. “changes” contains the old and new values.",
    fields: [...ISSUE_FIELDS, "changes"],
    sample: {
      ...ISSUE_SAMPLE,
      status: "Done",
      changes: [{ field: "status", from: "To Do", to: "Done" }],
    },
  },
  "jira.issue.deleted": {
    title: "Jira issue deleted",
    phrase: "a Jira issue is deleted",
    description: "An issue was deleted.",
    fields: ISSUE_FIELDS,
    sample: ISSUE_SAMPLE,
  },
  "jira.comment.created": {
    title: "Jira comment added",
    phrase: "a comment is added to a Jira issue",
    description: "A person or this dashboard commented on an issue.",
    fields: COMMENT_FIELDS,
    sample: COMMENT_SAMPLE,
  },
  "jira.comment.updated": {
    title: "Jira comment edited",
    description: "A comment was edited. “body” is the new text.",
    fields: COMMENT_FIELDS,
    sample: COMMENT_SAMPLE,
  },
  "jira.comment.deleted": {
    title: "Jira comment deleted",
    description: "A comment on an issue was deleted.",
    fields: COMMENT_FIELDS,
    sample: COMMENT_SAMPLE,
  },
};

/** Jira's event names. Both spellings of comments are in use. */
const NAMES: Readonly<Record<string, readonly ["issue" | "comment", string]>> = {
  "jira:issue_created": ["issue", "created"],
  "jira:issue_updated": ["issue", "updated"],
  "jira:issue_deleted": ["issue", "deleted"],
  comment_created: ["comment", "created"],
  comment_updated: ["comment", "updated"],
  comment_deleted: ["comment", "deleted"],
};

function changesOf({ changelog }: Payload) {
  return (changelog?.items ?? []).slice(0, MAX_CHANGES).map((item) => {
    const change = asObject(item);
    return {
      field: textOf(change["field"]),
      from: textOf(change["fromString"]),
      to: textOf(change["toString"]),
    };
  });
}

/** Distinguishes updates of one object by changelog and time. Objects are created and deleted only once. */
const occasion = (action: string, { timestamp }: Payload): readonly string[] =>
  action === "updated" ? [String(timestamp)] : [];

/**
 * Maps a verified body to an event; `null` if its object is missing. `delivery` identifies events without an id;
 * `account` is that of the connection.
 */
export function toProviderEvent(
  body: Payload,
  account: string | null,
  delivery: string,
): ProviderEvent | null {
  const [thing, action] = NAMES[body.webhookEvent] ?? [null, ""];
  const owner = account ?? "unknown";
  const common = {
    time: new Date(body.timestamp).toISOString(),
    account: null,
    livemode: true,
    rawType: body.webhookEvent,
  };
  if (thing === null) {
    const type = body.webhookEvent.replace(/^jira:/, "");
    return { ...common, id: eventId(owner, "delivery", delivery), type: `jira.${type}`, data: {} };
  }
  const object = body[thing];
  if (!object) return null;
  const id = eventId(owner, `${thing}.${action}`, object.id, ...occasion(action, body));
  const data =
    thing === "comment"
      ? { ...commentOf(object), issue: body.issue?.key ?? null }
      : { ...issueOf(object), ...(action === "updated" ? { changes: changesOf(body) } : {}) };
  const subject = body.issue?.key;
  return { ...common, id, type: `jira.${thing}.${action}`, data, ...(subject ? { subject } : {}) };
}
