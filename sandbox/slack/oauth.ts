import { randomBytes } from "node:crypto";

import { escapeHtml, page } from "../loopback/page.ts";
import { basicOf, safeEqual, type Incoming, type Reply } from "../loopback/server.ts";
import { SlackError } from "./methods.ts";
import { teamOf, type Grant, type World } from "./world.ts";

const TOKEN_LIVES_SECONDS = 12 * 60 * 60;
const CODE_LIVES_MS = 10 * 60_000;
const PAGE_LIVES_MS = 30 * 60_000;
const MAX_OPEN = 200;

type Asked = { redirectUri: string; scope: string; state: string | null; expiresAt: number };

export type Consent = {
  /** `GET /oauth/v2/authorize`: the page that asks. */
  ask: (query: URLSearchParams) => Reply;
  /** `POST /oauth/v2/authorize`: the answer; the form's token ties it to a page that was shown. */
  decide: (body: string) => Reply;
};

/** The consent pages of one sandbox. Open requests live in memory for thirty minutes. */
export function createConsent(world: World): Consent {
  const open = new Map<string, Asked>();
  return {
    ask(query) {
      const redirectUri = query.get("redirect_uri") ?? world.platform.redirectUris[0] ?? "";
      const scope = query.get("scope") ?? "";
      const problem = problemOf(world, query, redirectUri, scope);
      if (problem !== null) return refusal(400, problem);
      const token = randomBytes(24).toString("base64url");
      const asked = {
        redirectUri,
        scope,
        state: query.get("state"),
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
      return redirect(outcome(world, asked, form));
    },
  };
}

function problemOf(
  world: World,
  query: URLSearchParams,
  redirectUri: string,
  scope: string,
): string | null {
  if (query.get("client_id") !== world.platform.clientId)
    return "invalid_client_id: no app has this client id.";
  if (!world.platform.redirectUris.includes(redirectUri))
    return `bad_redirect_uri: ${redirectUri} is not one of the app's redirect URLs.`;
  if (scope === "") return "invalid_scope: the app requests no bot scope.";
  return null;
}

function outcome(world: World, asked: Asked, form: URLSearchParams): string {
  const target = new URL(asked.redirectUri);
  const team = form.get("team") ?? "";
  const isKnown = world.teams.some(({ id }) => id === team);
  if (form.get("decision") === "approve" && isKnown)
    target.searchParams.set("code", issueCode(world, team, asked.scope, asked.redirectUri));
  else target.searchParams.set("error", "access_denied");
  if (asked.state !== null) target.searchParams.set("state", asked.state);
  return target.href;
}

function redirect(location: string): Reply {
  return { status: 302, headers: { location, "cache-control": "no-store" }, body: "" };
}

function refusal(status: number, message: string): Reply {
  return page({
    provider: "Slack",
    title: "This link is not valid",
    status,
    body: `<div class="card"><h1>This link is not valid</h1><p>${escapeHtml(message)}</p></div>`,
  });
}

/** A code as the consent page hands it out: ten minutes, one use. */
export function issueCode(world: World, team: string, scope: string, redirectUri: string): string {
  const code = `${randomBytes(6).toString("hex")}.${randomBytes(24).toString("hex")}`;
  const expiresAt = world.clock() + CODE_LIVES_MS;
  world.codes.set(code, { team, scope, redirectUri, expiresAt, used: false });
  return code;
}

type Issued = { access_token: string; refresh_token?: string; expires_in?: number };

/** Gives the app a bot token of a workspace; while it rotates its tokens, one that ends, with the one that renews it. */
export function issueToken(world: World, { team, scope }: Grant): Issued {
  const name = `sandbox-${teamOf(world, team).botUser}-${randomBytes(12).toString("hex")}`;
  if (!world.platform.rotates) {
    const token = `xoxb-${name}`;
    world.tokens.set(token, { team, scope });
    return { access_token: token };
  }
  const [token, refresh] = [`xoxe.xoxb-1-${name}`, `xoxe-1-${randomBytes(24).toString("hex")}`];
  const expiresAt = world.clock() + TOKEN_LIVES_SECONDS * 1000;
  world.tokens.set(token, { team, scope, expiresAt, refresh });
  world.refreshTokens.set(refresh, { team, scope });
  return { access_token: token, refresh_token: refresh, expires_in: TOKEN_LIVES_SECONDS };
}

/** What a code allows, once. Throws SlackError. */
function redeemCode(world: World, form: URLSearchParams): Grant {
  const code = world.codes.get(form.get("code") ?? "");
  if (!code || code.expiresAt < world.clock()) throw new SlackError("invalid_code");
  if (code.used) throw new SlackError("code_already_used");
  if (code.redirectUri !== (form.get("redirect_uri") ?? world.platform.redirectUris[0]))
    throw new SlackError("bad_redirect_uri");
  code.used = true;
  return code;
}

/** What a refresh token allows, once: it is gone by this. The bot token before stays until it ends. */
function redeemRefresh(world: World, token: string): Grant {
  const grant = world.refreshTokens.get(token);
  world.refreshTokens.delete(token);
  if (!grant) throw new SlackError("invalid_refresh_token");
  return grant;
}

/** `POST /api/oauth.v2.access`. Throws SlackError. The app proves itself by Basic or in the form. */
export function exchange(world: World, incoming: Incoming): Record<string, unknown> {
  const form = new URLSearchParams(incoming.body);
  const basic = basicOf(incoming);
  const { platform } = world;
  if ((basic?.user ?? form.get("client_id")) !== platform.clientId)
    throw new SlackError("invalid_client_id");
  const secret = basic?.password ?? form.get("client_secret") ?? "";
  if (!safeEqual(secret, platform.clientSecret)) throw new SlackError("bad_client_secret");
  const grant =
    form.get("grant_type") === "refresh_token"
      ? redeemRefresh(world, form.get("refresh_token") ?? "")
      : redeemCode(world, form);
  const team = teamOf(world, grant.team);
  return {
    ...issueToken(world, grant),
    token_type: "bot",
    scope: grant.scope,
    bot_user_id: team.botUser,
    app_id: platform.appId,
    team: { id: team.id, name: team.name },
    enterprise: null,
    is_enterprise_install: false,
    authed_user: { id: team.members[0]?.id ?? team.botUser },
  };
}

function consentPage(world: World, token: string, asked: Asked): Reply {
  const { origin } = new URL(asked.redirectUri);
  const choices = world.teams.map(
    (team, index) =>
      `<label class="choice"><input type="radio" name="team" value="${escapeHtml(team.id)}"${index === 0 ? " checked" : ""}> <span>${escapeHtml(team.name)} <code>${escapeHtml(team.id)}</code></span></label>`,
  );
  const scopes = asked.scope
    .split(",")
    .map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`);
  return page({
    provider: "Slack",
    title: "Allow access",
    formTargets: [origin],
    body: `<div class="card"><h1>${escapeHtml(world.platform.name)} wants access to a workspace</h1>
<p class="soft">Requested bot scopes:</p><ul>${scopes.join("")}</ul>
<form method="post" action="/oauth/v2/authorize">
<input type="hidden" name="csrf" value="${escapeHtml(token)}">
${choices.join("\n")}
<div class="actions">
<button type="submit" name="decision" value="deny" data-testid="deny">Cancel</button>
<button type="submit" class="primary" name="decision" value="approve" data-testid="approve">Allow</button>
</div></form>
<p class="soft small">You will return to ${escapeHtml(origin)}</p></div>`,
  });
}
