import {
  basicOf,
  bearerOf,
  json,
  safeEqual,
  type Incoming,
  type Reply,
} from "../loopback/server.ts";
import { problem, withIssue, type Call, type Route } from "./call.ts";
import { changeRoutes } from "./changes.ts";
import { JqlError, parseJql } from "./jql.ts";
import { commentJson, issueJson, personJson } from "./render.ts";
import { STATUSES, TYPES, type Site, type World } from "./world.ts";

const MAX_OPEN_PAGES = 1000;

const pages = new Map<string, number>();

function search(call: Call): Reply {
  const { world, site, body, base } = call;
  const { jql, maxResults, nextPageToken } = body;
  const settled = world.clock() - world.searchLagMs;
  try {
    const query = parseJql(typeof jql === "string" ? jql : "", world.clock());
    const found = site.issues
      .filter((issue) => issue.updated <= settled && query.matches(issue))
      .toSorted(query.order);
    const from = typeof nextPageToken === "string" ? pages.get(nextPageToken) : 0;
    if (from === undefined) return problem(400, "The provided next page token is invalid.");
    const size = typeof maxResults === "number" ? maxResults : 50;
    const issues = found.slice(from, from + size).map((issue) => issueJson(base, site, issue));
    if (from + size >= found.length) return json(200, { issues, isLast: true });
    const token = `page-${from + size}-${pages.size}`;
    if (pages.size > MAX_OPEN_PAGES) pages.clear();
    pages.set(token, from + size);
    return json(200, { issues, nextPageToken: token, isLast: false });
  } catch (error) {
    if (error instanceof JqlError) return problem(error.status, error.message);
    throw error;
  }
}

function projects({ site, query }: Call): Reply {
  const wanted = (query.get("query") ?? "").toLowerCase();
  const all = site.projects.filter(({ key, name }) =>
    `${key} ${name}`.toLowerCase().includes(wanted),
  );
  const startAt = Number(query.get("startAt") ?? 0);
  const maxResults = Number(query.get("maxResults") ?? 50);
  const values = all.slice(startAt, startAt + maxResults);
  const isLast = startAt + values.length >= all.length;
  return json(200, { startAt, maxResults, total: all.length, isLast, values });
}

const FIELDS = ["summary", "description", "issuetype", "project", "labels"].map((id) => ({
  fieldId: id,
  key: id,
  name: id.charAt(0).toUpperCase() + id.slice(1),
  required: ["summary", "issuetype", "project"].includes(id),
  schema: { type: id === "labels" ? "array" : "string", system: id },
}));

const READ = "read:jira-work";
const API = "/rest/api/3";
const readRoutes: Route[] = [
  {
    method: "GET",
    path: new RegExp(`^${API}/myself$`),
    scope: "read:jira-user",
    act: ({ site, person }) => json(200, personJson(site, person)),
  },
  {
    method: "GET",
    path: /^\/_edge\/tenant_info$/,
    scope: "",
    act: ({ site }) => json(200, { cloudId: site.cloudId }),
  },
  { method: "GET", path: new RegExp(`^${API}/project/search$`), scope: READ, act: projects },
  {
    method: "GET",
    path: new RegExp(`^${API}/issue/createmeta/(\\w+)/issuetypes$`),
    scope: READ,
    act: ({ site, parts }) =>
      site.projects.some(({ key, id }) => key === parts[0] || id === parts[0])
        ? json(200, { startAt: 0, total: TYPES.length, issueTypes: TYPES })
        : problem(404, `No project could be found with key or id '${parts[0] ?? ""}'.`),
  },
  {
    method: "GET",
    path: new RegExp(`^${API}/issue/createmeta/(\\w+)/issuetypes/(\\d+)$`),
    scope: READ,
    act: () => json(200, { startAt: 0, total: FIELDS.length, fields: FIELDS }),
  },
  { method: "POST", path: new RegExp(`^${API}/search/jql$`), scope: READ, act: search },
  {
    method: "GET",
    path: new RegExp(`^${API}/issue/([A-Z0-9_-]+)$`),
    scope: READ,
    act: (call) =>
      withIssue(call, (issue) => {
        const wanted = (call.query.get("properties") ?? "").split(",");
        const properties = Object.entries(issue.properties).filter(([key]) => wanted.includes(key));
        return json(200, {
          ...issueJson(call.base, call.site, issue),
          ...(call.query.has("properties") ? { properties: Object.fromEntries(properties) } : {}),
        });
      }),
  },
  {
    method: "GET",
    path: new RegExp(`^${API}/issue/([A-Z0-9_-]+)/transitions$`),
    scope: READ,
    act: (call) =>
      withIssue(call, (issue) =>
        json(200, {
          transitions: Object.entries(STATUSES)
            .filter(([name]) => name !== issue.status)
            .map(([name, { id, transition, verb }]) => ({
              id: transition,
              name: verb,
              to: { id, name },
            })),
        }),
      ),
  },
  {
    method: "GET",
    path: new RegExp(`^${API}/issue/([A-Z0-9_-]+)/comment$`),
    scope: READ,
    act: (call) =>
      withIssue(call, (issue) => {
        const withMarks = (call.query.get("expand") ?? "").includes("properties");
        const comments = issue.comments
          .toReversed()
          .map((comment) =>
            commentJson(
              call.base,
              call.site,
              issue,
              comment,
              withMarks ? { properties: comment.properties } : {},
            ),
          );
        return json(200, { startAt: 0, total: comments.length, comments });
      }),
  },
];

type Caller = { site: Site; person: string; scopes: string[] | null; path: string };

/** Who asks for what: a token behind the gateway, or a person at the site itself. A Reply says no. */
function callerOf(world: World, incoming: Incoming): Caller | Reply {
  const { pathname } = incoming.url;
  const [, cloudId, gatewayPath = ""] = /^\/ex\/jira\/([\w-]+)(\/.*)$/.exec(pathname) ?? [];
  if (cloudId !== undefined) {
    const grant = world.state.tokens[bearerOf(incoming)];
    const site = world.state.sites.find((one) => one.cloudId === cloudId);
    if (!grant || !site || grant.expiresAt <= world.clock() || grant.site !== cloudId)
      return json(401, { code: 401, message: "Unauthorized" });
    const scopes = grant.scope.split(" ");
    return { site, person: site.people[0]?.accountId ?? "", scopes, path: gatewayPath };
  }
  const [, host = "", path = ""] = /^\/site\/([\w.-]+)(\/.*)$/.exec(pathname) ?? [];
  const site = world.state.sites.find((one) => one.host === host);
  if (!site) return { status: 404, headers: { "content-type": "text/html" }, body: "<h1>404</h1>" };
  const basic = basicOf(incoming);
  const person = site.people.find(({ email }) => email === basic?.user);
  if (path === "/_edge/tenant_info") return { site, person: "", scopes: null, path };
  if (!person || !safeEqual(basic?.password ?? "", site.apiToken))
    return {
      status: 401,
      headers: { "content-type": "text/plain", "x-seraph-loginreason": "AUTHENTICATED_FAILED" },
      body: "Client must be authenticated to access this resource.",
    };
  return { site, person: person.accountId, scopes: null, path };
}

function bodyOf({ body }: Incoming): Record<string, unknown> | null {
  if (body === "") return {};
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : null;
  } catch {
    return null;
  }
}

/** One request of the REST API. What the sandbox does not play is 501, loudly. */
export function serveApi(world: World, incoming: Incoming): Reply {
  if (incoming.url.pathname === "/oauth/token/accessible-resources")
    return resources(world, incoming);
  const caller = callerOf(world, incoming);
  if ("status" in caller) return caller;
  const { method, url } = incoming;
  for (const route of [...readRoutes, ...changeRoutes]) {
    const match = route.path.exec(caller.path);
    if (!match || route.method !== method) continue;
    if (route.scope !== "" && caller.scopes?.includes(route.scope) === false)
      return json(401, { code: 401, message: "Unauthorized; scope does not match" });
    const body = bodyOf(incoming);
    if (!body) return problem(400, "There was an error parsing JSON.");
    const base = `https://${caller.site.host}`;
    const { site, person } = caller;
    const parts = match.slice(1);
    return route.act({ world, site, person, query: url.searchParams, body, parts, base });
  }
  return json(501, { message: `not implemented in the sandbox: ${method} ${caller.path}` });
}

function resources(world: World, incoming: Incoming): Reply {
  const grant = world.state.tokens[bearerOf(incoming)];
  if (!grant || grant.expiresAt <= world.clock())
    return json(401, { code: 401, message: "Unauthorized" });
  const sites = world.state.sites.filter(({ cloudId }) => cloudId === grant.site);
  const scopes = grant.scope.split(" ").filter((scope) => scope !== "offline_access");
  return json(
    200,
    sites.map(({ cloudId, host, name }) => ({
      id: cloudId,
      url: `https://${host}`,
      name,
      scopes,
      avatarUrl: "",
    })),
  );
}
