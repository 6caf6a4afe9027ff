import { escapeHtml, page } from "../loopback/page.ts";
import type { Reply } from "../loopback/server.ts";
import { plainText } from "./render.ts";
import { STATUSES, type Issue, type Site, type World } from "./world.ts";

/** The sandbox's page: each site with its issues, its API token, and forms that play a person and an admin. */
export function homePage(world: World, csrf: string): Reply {
  return page({
    provider: "Jira",
    title: "Sites",
    body: `<h1>Sites</h1>\n${world.state.sites.map((site) => siteCard(world, site, csrf)).join("\n")}`,
  });
}

function siteCard(world: World, site: Site, csrf: string): string {
  const connected = world.state.grants.some((grant) => grant.site === site.cloudId);
  const [person] = site.people;
  const hidden = `<input type="hidden" name="csrf" value="${escapeHtml(csrf)}"><input type="hidden" name="site" value="${site.cloudId}">`;
  const issues = site.issues.toReversed().map((issue) => issueItem(site, issue, hidden));
  const projects = site.projects.map(({ key }) => `<option>${key}</option>`).join("");
  const hooks = site.hooks.map(({ url }) => `<li><code>${escapeHtml(url)}</code></li>`).join("");
  return `<section class="card" aria-label="${escapeHtml(site.host)}"><h2>${escapeHtml(site.host)}</h2>
<p class="soft small">${connected ? "An app has access." : "No app has access."} API token of <code>${escapeHtml(person?.email ?? "")}</code>: <code>${escapeHtml(site.apiToken)}</code></p>
<ol class="log" data-site="${escapeHtml(site.name)}">${issues.join("\n") || '<li class="soft">No issues</li>'}</ol>
<form method="post" action="/_sandbox/ui/create">${hidden}
<label for="project-${site.name}">Project</label><select id="project-${site.name}" name="project">${projects}</select>
<label for="summary-${site.name}">A new issue, as a person</label><input type="text" id="summary-${site.name}" name="summary" required maxlength="255">
<div class="actions"><button class="primary">Create it</button></div></form>
<h2>WebHooks</h2><ul class="plain">${hooks || '<li class="soft">None</li>'}</ul>
<form method="post" action="/_sandbox/ui/webhook">${hidden}
<label for="url-${site.name}">Address</label><input type="text" id="url-${site.name}" name="url" required>
<label for="secret-${site.name}">Secret</label><input type="text" id="secret-${site.name}" name="secret" required minlength="12">
<div class="actions"><button>Register it, as an admin</button></div></form></section>`;
}

function issueItem(site: Site, issue: Issue, hidden: string): string {
  const nameOf = (id: string) => site.people.find((one) => one.accountId === id)?.displayName ?? id;
  const comments = issue.comments.map(
    ({ author, body }) => `\n— ${escapeHtml(nameOf(author))}: ${escapeHtml(plainText(body))}`,
  );
  const labels = issue.labels.map((label) => ` <code>${escapeHtml(label)}</code>`).join("");
  const moves = Object.entries(STATUSES)
    .filter(([name]) => name !== issue.status)
    .map(([name, { verb }]) => `<button name="to" value="${name}">${verb}</button>`);
  const text = plainText(issue.description);
  return `<li data-key="${issue.key}"><strong>${issue.key}</strong> ${escapeHtml(issue.summary)} <span class="soft small">${issue.type}, ${issue.status}</span>${labels}${text === "" ? "" : `\n${escapeHtml(text)}`}${comments.join("")}
<form method="post" action="/_sandbox/ui/move">${hidden}<input type="hidden" name="issue" value="${issue.key}"><div class="actions">${moves.join("")}</div></form></li>`;
}
