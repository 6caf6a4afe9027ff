import { json, type Reply } from "../loopback/server.ts";
import type { Issue, Site, World } from "./world.ts";

/** One request that was let in. */
export type Call = {
  world: World;
  site: Site;
  /** Account id of who asks. */
  person: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
  /** Captures of the route's pattern. */
  parts: string[];
  /** What addresses in answers begin with. */
  base: string;
};
export type Route = {
  method: string;
  path: RegExp;
  scope: string;
  act: (call: Call) => Reply;
};

export const problem = (status: number, message: string, errors: Record<string, string> = {}) =>
  json(status, { errorMessages: message === "" ? [] : [message], errors });

const MISSING_ISSUE = "Issue does not exist or you do not have permission to see it.";

/** The issue of a call by key or id, or the answer that there is none. */
export function withIssue({ site, parts }: Call, act: (issue: Issue) => Reply): Reply {
  const [which = ""] = parts;
  const issue = site.issues.find(({ id, key }) => id === which || key === which);
  return issue ? act(issue) : problem(404, MISSING_ISSUE);
}
