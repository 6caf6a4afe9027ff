import * as z from "zod";

/** `SHOP-12` or its number. */
export const issueKey = z
  .string()
  .regex(/^([A-Z][A-Z0-9_]{0,19}-\d{1,10}|\d{1,19})$/, "must be an issue key such as SHOP-12");
export const projectKey = z
  .string()
  .regex(/^([A-Z][A-Z0-9_]{0,19}|\d{1,19})$/, "must be a project key such as SHOP");
export const numericId = z.string().regex(/^\d{1,19}$/, "must be an id of digits");
export const label = z
  .string()
  .regex(/^[^\s"\\]{1,200}$/, "must have no spaces, quotes or backslashes");

/** One line; what would break it is taken out when a template is rendered. */
export const summary = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\r\n]*$/, "must be one line")
  .meta({ sink: "line" });
/** Plain text; it becomes a document in which nothing is markup. */
export const longText = z.string().min(1).max(30_000).meta({ sink: "jira-adf" });

const text = z.string().nullable();

/** An issue as its rows show it; times are ISO 8601 in UTC. */
export const issue = z.object({
  id: z.string(),
  key: z.string(),
  summary: text,
  description: text,
  status: text,
  /** `new`, `indeterminate` or `done`: the same in every workflow. */
  status_category: text,
  issue_type: text,
  priority: text,
  project: text,
  assignee: text,
  reporter: text,
  labels: z.array(z.string()),
  created: text,
  updated: text,
});
export type Issue = z.infer<typeof issue>;

export const issueList = z.object({
  issues: z.array(issue),
  isLast: z.boolean(),
});
export const created = z.object({ id: z.string(), key: z.string() });
export const person = z.object({
  accountId: z.string(),
  displayName: z.string(),
  timeZone: z.string().nullable(),
});
export const sites = z.object({
  sites: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      url: z.string(),
      scopes: z.array(z.string()),
    }),
  ),
});
export const tenant = z.object({ cloudId: z.string() });
export const projects = z.object({
  projects: z.array(z.object({ id: z.string(), key: z.string(), name: z.string() })),
  total: z.number(),
});
export const issueTypes = z.object({
  issueTypes: z.array(z.object({ id: z.string(), name: z.string(), subtask: z.boolean() })),
});
export const fields = z.object({
  fields: z.array(
    z.object({ id: z.string(), name: z.string(), required: z.boolean(), type: z.string() }),
  ),
});
export const transitions = z.object({
  transitions: z.array(z.object({ id: z.string(), name: z.string(), to: z.string() })),
});
export const moved = z.object({ moved: z.literal(true) });
export const comment = z.object({
  id: z.string(),
  author: text,
  body: text,
  created: text,
});
