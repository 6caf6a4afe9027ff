import { STATUSES, TYPES, type Comment, type Issue, type Site } from "./world.ts";

/** Times as Jira writes them: ISO 8601 with the offset's colon left out. */
const timeOf = (ms: number): string => new Date(ms).toISOString().replace("Z", "+0000");

export function personJson(site: Site, accountId: string | null): unknown {
  const person = site.people.find((one) => one.accountId === accountId);
  if (!person) return null;
  return {
    accountId: person.accountId,
    accountType: "atlassian",
    displayName: person.displayName,
    emailAddress: person.email,
    timeZone: person.timeZone,
    active: true,
  };
}

const PLAIN_BREAKS = new Set(["paragraph", "heading"]);

function plain(node: unknown): string {
  if (node === null || typeof node !== "object") return "";
  const { type, text, content } = node as { type?: string; text?: string; content?: unknown[] };
  if (type === "hardBreak") return "\n";
  const inner = `${text ?? ""}${(content ?? []).map(plain).join("")}`;
  return PLAIN_BREAKS.has(type ?? "") ? `${inner}\n` : inner;
}

/** The text of a document, as webhooks and the page show it. */
export const plainText = (document: unknown): string => plain(document).trim();

/** An issue as REST v3 answers it; `forHook` writes rich text as plain text, as webhooks do. */
export function issueJson(base: string, site: Site, issue: Issue, forHook = false) {
  const status = STATUSES[issue.status];
  const type = TYPES.find(({ name }) => name === issue.type);
  const project = site.projects.find(({ key }) => key === issue.project);
  return {
    id: issue.id,
    key: issue.key,
    self: `${base}/rest/api/3/issue/${issue.id}`,
    fields: {
      summary: issue.summary,
      description: forHook ? issue.description && plainText(issue.description) : issue.description,
      status: {
        id: status.id,
        name: issue.status,
        statusCategory: { key: status.category, name: issue.status },
      },
      issuetype: type ?? null,
      priority: { id: "3", name: "Medium" },
      project: project ?? null,
      labels: issue.labels,
      assignee: personJson(site, issue.assignee),
      reporter: personJson(site, issue.reporter),
      created: timeOf(issue.created),
      updated: timeOf(issue.updated),
    },
  };
}

export function commentJson(
  base: string,
  site: Site,
  issue: Issue,
  comment: Comment,
  more: object,
) {
  const author = personJson(site, comment.author);
  return {
    self: `${base}/rest/api/3/issue/${issue.id}/comment/${comment.id}`,
    id: comment.id,
    author,
    updateAuthor: author,
    body: comment.body,
    created: timeOf(comment.created),
    updated: timeOf(comment.created),
    ...more,
  };
}
