import * as z from "zod";

import type { EventType, ProviderEvent } from "../types";
import { asObject, commentOf, issueOf, textOf } from "./bodies";
import { eventId } from "./marker";

/** A webhook body as far as it is looked at. Source: developer.atlassian.com/cloud/jira/platform/webhooks, read 2026-11. */
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

/** What happens in Jira, in our words. An issue that this dashboard made is reported once, by whoever is first. */
export const events: Readonly<Record<string, EventType>> = {
  "jira.issue.created": {
    title: "Issue created",
    phrase: "a Jira issue is created",
    description: "Somebody, or this dashboard, made an issue.",
    fields: ISSUE_FIELDS,
    sample: ISSUE_SAMPLE,
  },
  "jira.issue.updated": {
    title: "Issue changed",
    phrase: "a Jira issue changes",
    description: "A field or the status of an issue has changed; “changes” says from what to what.",
    fields: [...ISSUE_FIELDS, "changes"],
    sample: {
      ...ISSUE_SAMPLE,
      status: "Done",
      changes: [{ field: "status", from: "To Do", to: "Done" }],
    },
  },
  "jira.issue.deleted": {
    title: "Issue deleted",
    phrase: "a Jira issue is deleted",
    description: "An issue is gone.",
    fields: ISSUE_FIELDS,
    sample: ISSUE_SAMPLE,
  },
  "jira.comment.created": {
    title: "Comment written",
    phrase: "somebody comments on a Jira issue",
    description: "Somebody, or this dashboard, commented on an issue.",
    fields: COMMENT_FIELDS,
    sample: COMMENT_SAMPLE,
  },
  "jira.comment.updated": {
    title: "Comment changed",
    description: "Somebody edited a comment; “body” is the new text.",
    fields: COMMENT_FIELDS,
    sample: COMMENT_SAMPLE,
  },
  "jira.comment.deleted": {
    title: "Comment deleted",
    description: "A comment on an issue is gone.",
    fields: COMMENT_FIELDS,
    sample: COMMENT_SAMPLE,
  },
};

/** Jira's name → what happened to what. Both spellings of comments are in use. */
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

/** What `changelog` and time tell of two changes of one thing; a thing is made and deleted once. */
const occasion = (action: string, { timestamp }: Payload): readonly string[] =>
  action === "updated" ? [String(timestamp)] : [];

/**
 * The event in a verified body; `null` when it lacks the object that it is about. `delivery` tells apart what
 * has no id of its own; `account` is the connection's.
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
