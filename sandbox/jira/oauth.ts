import { createHash, randomBytes } from "node:crypto";

import { escapeHtml, page } from "../loopback/page.ts";
import { json, safeEqual, type Incoming, type Reply } from "../loopback/server.ts";
import { siteOf, type Grant, type World } from "./world.ts";

const CODE_LIVES_MS = 5 * 60_000;
const PAGE_LIVES_MS = 30 * 60_000;
const MAX_OPEN = 200;

type Asked = {
  redirectUri: string;
  scope: string;
  state: string | null;
  challenge: string | null;
  expiresAt: number;
};

export type Consent = {
  /** `GET /authorize`: the page that asks. */
  ask: (query: URLSearchParams) => Reply;
  /** `POST /authorize`: the answer; the form's token ties it to a page that was shown. */
  decide: (body: string) => Reply;
};

/** The consent pages of one sandbox. Open requests live in memory for thirty minutes. */
export function createConsent(world: World): Consent {
  const open = new Map<string, Asked>();
  return {
    ask(query) {
      const problem = problemOf(world, query);
      if (problem !== null) return refusal(400, problem);
      const token = randomBytes(24).toString("base64url");
      const asked: Asked = {
        redirectUri: query.get("redirect_uri") ?? "",
        scope: query.get("scope") ?? "",
        state: query.get("state"),
        challenge: query.get("code_challenge"),
        expiresAt: world.clock() + PAGE_LIVES_MS,
      };
      open.set(token, asked);
      const oldest = open.keys().next();
      if (open.size > MAX_OPEN && !oldest.done) open.delete(oldest.value);
      return consentPage(world, token, asked);
    },
    decide(body) {
      const form = new URLSearchParams(body);
      const token = form.get("csrf") ?? "";
      const asked = open.get(token);
      open.delete(token);
      if (!asked || asked.expiresAt < world.clock())
        return refusal(403, "This page has expired. Start connecting again.");
      const target = new URL(asked.redirectUri);
      if (form.get("decision") === "approve") {
        const { cloudId } = siteOf(world, form.get("site") ?? "");
        target.searchParams.set("code", issueCode(world, cloudId, asked));
      } else target.searchParams.set("error", "access_denied");
      if (asked.state !== null) target.searchParams.set("state", asked.state);
      return {
        status: 302,
        headers: { location: target.href, "cache-control": "no-store" },
        body: "",
      };
    },
  };
}

function problemOf({ platform }: World, query: URLSearchParams): string | null {
  const redirectUri = query.get("redirect_uri") ?? "";
  if (query.get("client_id") !== platform.clientId) return "No app has this client id.";
  if (!platform.redirectUris.includes(redirectUri))
    return `${redirectUri} is not a callback URL of the app.`;
  if (query.get("response_type") !== "code") return "The response type must be code.";
  if (query.get("audience") !== "api.atlassian.com")
    return "The audience must be api.atlassian.com.";
  if (!query.get("scope")) return "The app requests no scope.";
  const method = query.get("code_challenge_method");
  if (query.has("code_challenge") && method !== "S256")
    return "The code challenge method must be S256.";
  return null;
}

function refusal(status: number, message: string): Reply {
  return page({
    provider: "Jira",
    title: "This link is not valid",
    status,
    body: `<div class="card"><h1>This link is not valid</h1><p>${escapeHtml(message)}</p></div>`,
  });
}

/** A code as the consent page hands it out: five minutes, one use. */
export function issueCode(
  world: World,
  site: string,
  asked: Pick<Asked, "scope" | "redirectUri" | "challenge">,
): string {
  const code = `code-${randomBytes(24).toString("base64url")}`;
  const { scope, redirectUri, challenge } = asked;
  const expiresAt = world.clock() + CODE_LIVES_MS;
  world.codes.set(code, { site, scope, redirectUri, challenge, expiresAt });
  return code;
}

const refused = (status: number, error: string, description: string): Reply =>
  json(status, { error, error_description: description });

function argumentsOf({ headers, body }: Incoming): Record<string, string> {
  if (!(headers["content-type"] ?? "").includes("json"))
    return Object.fromEntries(new URLSearchParams(body));
  const parsed: unknown = JSON.parse(body);
  const entries = Object.entries(parsed ?? {}).map(([key, value]) => [key, String(value)] as const);
  return Object.fromEntries(entries);
}

/** An access token, and with `offline_access` the next refresh token; the one before ends with its grace. */
function issueToken(world: World, grant: Grant): Reply {
  const access = `access-${randomBytes(24).toString("base64url")}`;
  const { site, scope } = grant;
  const expiresAt = world.clock() + world.accessSeconds * 1000;
  world.state.tokens[access] = { site, scope, expiresAt };
  const isOffline = scope.split(" ").includes("offline_access");
  if (isOffline) {
    const goodUntil = world.clock() + world.reuseMs;
    grant.previous = grant.refresh === "" ? null : { token: grant.refresh, goodUntil };
    grant.refresh = `refresh-${randomBytes(24).toString("base64url")}`;
  }
  world.touched();
  return json(200, {
    access_token: access,
    token_type: "Bearer",
    expires_in: world.accessSeconds,
    scope,
    ...(isOffline ? { refresh_token: grant.refresh } : {}),
  });
}

/** `POST /oauth/token`, form or JSON. */
export function exchange(world: World, incoming: Incoming): Reply {
  const given = argumentsOf(incoming);
  const { platform } = world;
  const isOurs =
    given["client_id"] === platform.clientId &&
    safeEqual(given["client_secret"] ?? "", platform.clientSecret);
  if (!isOurs) return refused(401, "access_denied", "Unauthorized");
  if (given["grant_type"] === "authorization_code") return byCode(world, given);
  if (given["grant_type"] === "refresh_token")
    return byRefresh(world, given["refresh_token"] ?? "");
  return refused(400, "unsupported_grant_type", "Unknown grant type");
}

function byCode(world: World, given: Record<string, string>): Reply {
  const code = world.codes.get(given["code"] ?? "");
  world.codes.delete(given["code"] ?? "");
  const verifier = createHash("sha256")
    .update(given["code_verifier"] ?? "")
    .digest("base64url");
  if (
    !code ||
    code.expiresAt < world.clock() ||
    code.redirectUri !== given["redirect_uri"] ||
    (code.challenge !== null && code.challenge !== verifier)
  )
    return refused(403, "invalid_grant", "Invalid authorization code");
  const grant: Grant = { site: code.site, scope: code.scope, refresh: "", previous: null };
  world.state.grants.push(grant);
  return issueToken(world, grant);
}

function byRefresh(world: World, token: string): Reply {
  const grant = world.state.grants.find(
    ({ refresh, previous }) =>
      token !== "" &&
      (refresh === token || (previous?.token === token && previous.goodUntil > world.clock())),
  );
  return grant
    ? issueToken(world, grant)
    : refused(403, "invalid_grant", "Unknown or invalid refresh token.");
}

function consentPage(world: World, token: string, asked: Asked): Reply {
  const { origin } = new URL(asked.redirectUri);
  const choices = world.state.sites.map(
    ({ cloudId, host }, index) =>
      `<label class="choice"><input type="radio" name="site" value="${cloudId}"${index === 0 ? " checked" : ""}> <span>${escapeHtml(host)}</span></label>`,
  );
  const scopes = asked.scope
    .split(" ")
    .map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`);
  return page({
    provider: "Jira",
    title: "Allow access",
    formTargets: [origin],
    body: `<div class="card"><h1>${escapeHtml(world.platform.name)} wants access to a Jira site</h1>
<p class="soft">Requested permissions:</p><ul>${scopes.join("")}</ul>
<form method="post" action="/authorize">
<input type="hidden" name="csrf" value="${escapeHtml(token)}">
${choices.join("\n")}
<div class="actions">
<button type="submit" name="decision" value="deny" data-testid="deny">Cancel</button>
<button type="submit" class="primary" name="decision" value="approve" data-testid="approve">Accept</button>
</div></form>
<p class="soft small">You will return to ${escapeHtml(origin)}</p></div>`,
  });
}
