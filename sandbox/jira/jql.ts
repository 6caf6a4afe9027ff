import { plainText } from "./render.ts";
import { STATUSES, type Issue } from "./world.ts";

/** What Jira would refuse (400) and what only the sandbox does not know (501). */
export class JqlError extends Error {
  readonly status: 400 | 501;

  constructor(status: 400 | 501, message: string) {
    super(message);
    this.status = status;
  }
}

type Query = { matches: (issue: Issue) => boolean; order: (a: Issue, b: Issue) => number };

const CLAUSE =
  /^(\w+)\s*(>=|<=|!=|=|~|>|<|\bnot in\b|\bin\b|\bis not\b|\bis\b)\s*(\((?:[^()]*)\)|"(?:[^"\\]|\\.)*"|'[^']*'|\S+)$/i;
const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

const unknown = (what: string) => new JqlError(501, `not implemented in the sandbox: JQL ${what}`);

/** Cuts at a word that is not inside quotes. */
function splitAt(text: string, word: RegExp): string[] {
  const parts: string[] = [];
  let rest = text;
  let part = "";
  while (rest !== "") {
    const quoted = /^("(?:[^"\\]|\\.)*"|'[^']*')/.exec(rest)?.[0];
    const cut = quoted === undefined ? word.exec(rest)?.[0] : undefined;
    if (cut !== undefined) parts.push(part);
    part = cut === undefined ? part + (quoted ?? rest.charAt(0)) : "";
    rest = rest.slice((cut ?? quoted ?? rest.charAt(0)).length);
  }
  return [...parts, part].map((one) => one.trim());
}

const unquote = (text: string) =>
  /^["']/.test(text) ? text.slice(1, -1).replaceAll(/\\(.)/g, "$1") : text;

function valuesOf(issue: Issue, field: string): string[] {
  switch (field) {
    case "project":
      return [issue.project];
    case "key":
    case "issue":
    case "issuekey":
      return [issue.key];
    case "id":
      return [issue.id];
    case "labels":
      return issue.labels;
    case "status":
      return [issue.status];
    case "statuscategory":
      return [STATUSES[issue.status].category, issue.status];
    case "issuetype":
    case "type":
      return [issue.type];
    case "assignee":
      return issue.assignee === null ? [] : [issue.assignee];
    case "reporter":
      return [issue.reporter];
    case "summary":
      return [issue.summary];
    case "text":
      return [issue.summary, plainText(issue.description)];
    default:
      throw unknown(`field “${field}”`);
  }
}

function timeOf(text: string, now: number): number {
  const relative = /^-(\d+)([mhdw])$/.exec(text);
  if (relative) return now - Number(relative[1]) * (UNITS[relative[2] ?? ""] ?? 0);
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new JqlError(400, `Date value '${text}' is invalid.`);
  return at;
}

function clause(text: string, now: number): (issue: Issue) => boolean {
  const [, name = "", operator = "", raw = ""] = CLAUSE.exec(text) ?? [];
  if (name === "") throw unknown(`“${text}”`);
  const field = name.toLowerCase();
  const op = operator.toLowerCase();
  const list = raw.startsWith("(") ? splitAt(raw.slice(1, -1), /^,/).map(unquote) : [unquote(raw)];
  if (field === "created" || field === "updated") {
    const at = timeOf(list[0] ?? "", now);
    const compare: Record<string, (value: number) => boolean> = {
      ">=": (value) => value >= at,
      "<=": (value) => value <= at,
      ">": (value) => value > at,
      "<": (value) => value < at,
    };
    const test = compare[op];
    if (!test) throw unknown(`operator “${op}” of a date`);
    return (issue) => test(issue[field]);
  }
  const same = (issue: Issue) =>
    valuesOf(issue, field).some((value) =>
      list.some((wanted) => wanted.toLowerCase() === value.toLowerCase()),
    );
  if (op === "=" || op === "in") return same;
  if (op === "!=" || op === "not in") return (issue) => !same(issue);
  if (op === "is") return (issue) => valuesOf(issue, field).length === 0;
  if (op === "is not") return (issue) => valuesOf(issue, field).length > 0;
  if (op === "~")
    return (issue) =>
      valuesOf(issue, field).some((value) =>
        value.toLowerCase().includes((list[0] ?? "").toLowerCase()),
      );
  throw unknown(`operator “${op}”`);
}

function orderOf(text: string | undefined): Query["order"] {
  const [, name = "created", way = "desc"] =
    /^(\w+)(?:\s+(asc|desc))?$/i.exec(text ?? "created desc") ?? [];
  const field = name.toLowerCase();
  if (field !== "created" && field !== "updated" && field !== "key")
    throw unknown(`ORDER BY ${text ?? ""}`);
  const sign = way.toLowerCase() === "asc" ? 1 : -1;
  const value = (issue: Issue) => (field === "key" ? Number(issue.id) : issue[field]);
  return (a, b) => sign * (value(a) - value(b) || Number(a.id) - Number(b.id));
}

/** Reads `a = b AND c in (d, e) ORDER BY created DESC`. Throws JqlError. */
export function parseJql(jql: string, now: number): Query {
  const [where = "", order] = splitAt(jql, /^\border\s+by\b/i);
  if (where === "")
    throw new JqlError(
      400,
      "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.",
    );
  const tests = splitAt(where, /^\s+and\s+/i).map((text) => clause(text, now));
  return { matches: (issue) => tests.every((test) => test(issue)), order: orderOf(order) };
}
