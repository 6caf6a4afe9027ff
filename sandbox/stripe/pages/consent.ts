import { randomBytes } from "node:crypto";

import { issueCode } from "../connect.ts";
import { decodeForm, type FormTree } from "../form.ts";
import { record, text, written } from "../json.ts";
import { accountOf, rows, type World } from "../world.ts";
import { escapeHtml, page, refusal, type Page } from "./layout.ts";

const OPEN_FOR_MS = 30 * 60_000;
const MAX_OPEN = 200;

type OpenRequest = { redirectUri: string; scope: string; state: string | null; expiresAt: number };

type Redirect = { status: 302; location: string };

export type Consent = {
  /** `GET /oauth/authorize`: the page that asks. */
  ask: (query: URLSearchParams) => Page;
  /** `POST /oauth/authorize`: the answer; the form's token ties it to a page that was shown. */
  decide: (body: string) => Page | Redirect;
};

/** The consent pages of one sandbox. Open requests live in memory for thirty minutes. */
export function createConsent(world: World): Consent {
  const open = new Map<string, OpenRequest>();

  const ask = (query: URLSearchParams): Page => {
    const redirectUri = query.get("redirect_uri") ?? world.platform.redirectUris[0] ?? "";
    const scope = query.get("scope") ?? "read_write";
    const problem = problemOf(world, query, redirectUri, scope);
    if (problem) return refusal(400, "This link is not valid", problem);
    const token = randomBytes(24).toString("base64url");
    const request = {
      redirectUri,
      scope,
      state: query.get("state"),
      expiresAt: world.nowMs() + OPEN_FOR_MS,
    };
    open.set(token, request);
    const oldest = open.keys().next();
    if (open.size > MAX_OPEN && !oldest.done) open.delete(oldest.value);
    return consentPage(world, token, request);
  };

  const decide = (body: string): Page | Redirect => {
    const form = decodeForm(body);
    const token = typeof form["csrf"] === "string" ? form["csrf"] : "";
    const request = open.get(token);
    open.delete(token);
    if (!request || request.expiresAt < world.nowMs())
      return refusal(403, "This page has expired", "Go back to the application and connect again.");
    return { status: 302, location: outcome(world, request, form) };
  };

  return { ask, decide };
}

function problemOf(
  world: World,
  query: URLSearchParams,
  redirectUri: string,
  scope: string,
): string | null {
  const { clientId, redirectUris } = world.platform;
  if (query.get("client_id") !== clientId)
    return `No application matches the supplied client identifier (${query.get("client_id") ?? "none"}).`;
  if (!redirectUris.includes(redirectUri))
    return `Invalid redirect URI '${redirectUri}'. Ensure this uri exactly matches one of the uris registered for the application.`;
  if (query.get("response_type") !== "code")
    return "unsupported_response_type: response_type must be 'code'.";
  if (scope !== "read_write" && scope !== "read_only")
    return `invalid_scope: '${scope}' is not a scope. Use read_write or read_only.`;
  return null;
}

function outcome(world: World, request: OpenRequest, form: FormTree): string {
  const target = new URL(request.redirectUri);
  const account = typeof form["account"] === "string" ? form["account"] : "";
  const approved =
    form["decision"] === "approve" &&
    world.tenants.has(account) &&
    account !== world.platform.account;
  const pairs: [string, string][] = approved
    ? [
        ["scope", request.scope],
        ["code", issueCode(world, account, request.scope)],
      ]
    : [
        ["error", "access_denied"],
        ["error_description", "The user denied your request"],
      ];
  if (request.state !== null) pairs.push(["state", request.state]);
  const added = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  target.search = target.search ? `${target.search}&${added}` : `?${added}`;
  return target.href;
}

function consentPage(world: World, token: string, request: OpenRequest): Page {
  const name = world.platform.name ?? "This application";
  const { origin } = new URL(request.redirectUri);
  const choices = [...world.tenants.values()]
    .filter((tenant) => tenant.id !== world.platform.account)
    .map((tenant, index) => {
      const account = accountOf(tenant);
      const shown = text(record(record(account["settings"])["dashboard"])["display_name"]);
      const facts = `${written(account["country"])} · ${written(account["default_currency"]).toUpperCase()} · ${rows(tenant, "charge").length} payments`;
      const connected = world.connections.has(tenant.id)
        ? ' <span class="badge good">Connected</span>'
        : "";
      return `<label class="choice"><input type="radio" name="account" value="${escapeHtml(tenant.id)}"${index === 0 ? " checked" : ""}>
<span><strong>${escapeHtml(shown ?? tenant.id)}${connected}</strong><span class="soft small">${escapeHtml(facts)}</span><code class="soft">${escapeHtml(tenant.id)}</code></span></label>`;
    });
  const writes = request.scope === "read_write";
  const body = `<div class="card">
<div class="pair" aria-hidden="true"><span class="mark">${escapeHtml(name.slice(0, 1).toUpperCase())}</span><span>⇄</span><span class="mark">S</span></div>
<h1 class="center">Connect ${escapeHtml(name)}</h1>
<p class="soft center">It requests access to one of your sandbox accounts.</p>
<ul class="rights">
<li>See payments, customers, subscriptions and balances</li>
${writes ? "<li>Act for you: refunds and cancellations</li>" : ""}
<li>Scope <code>${escapeHtml(request.scope)}</code></li>
</ul>
<form method="post" action="/oauth/authorize">
<input type="hidden" name="csrf" value="${escapeHtml(token)}">
<fieldset><legend>Account</legend>${choices.join("\n")}</fieldset>
<div class="actions">
<button type="submit" name="decision" value="deny" data-testid="deny">Deny</button>
<button type="submit" class="primary" name="decision" value="approve" data-testid="approve">Approve</button>
</div>
</form>
<p class="soft small center" style="margin:16px 0 0">You will return to ${escapeHtml(origin)}</p>
</div>`;
  return page({ title: `Connect ${name}`, body, narrow: true, formTargets: [origin] });
}
