import { escapeHtml, page } from "../loopback/page.ts";
import type { Reply } from "../loopback/server.ts";
import { isInstalled, type Channel, type Message, type Team, type World } from "./world.ts";

/** The sandbox's page: every channel with its messages, and a form to say something as a person. */
export function homePage(world: World, csrf: string): Reply {
  return page({
    provider: "Slack",
    title: "Workspaces",
    body: `<h1>Workspaces</h1>
${world.teams.map((team) => teamCard(team, isInstalled(world, team.id), csrf)).join("\n")}`,
  });
}

function teamCard(team: Team, hasApp: boolean, csrf: string): string {
  const state = hasApp ? "The app is installed." : "The app is not installed.";
  const options = team.channels
    .filter(({ isArchived, isDirect }) => !isArchived && !isDirect)
    .map((one) => `<option value="${escapeHtml(one.id)}">${escapeHtml(titleOf(one))}</option>`);
  return `<section class="card" aria-label="${escapeHtml(team.name)}"><h2>${escapeHtml(team.name)}</h2>
<p class="soft small"><code>${escapeHtml(team.id)}</code> · ${state}</p>
${team.channels.map((channel) => channelLog(team, channel)).join("\n")}
<form method="post" action="/_sandbox/ui/say">
<input type="hidden" name="csrf" value="${escapeHtml(csrf)}">
<input type="hidden" name="team" value="${escapeHtml(team.id)}">
<label for="channel-${team.id}">Channel</label><select id="channel-${team.id}" name="channel">${options.join("")}</select>
<label for="text-${team.id}">Say something as a person</label><input type="text" id="text-${team.id}" name="text" required maxlength="4000">
<div class="actions"><button class="primary">Say it</button></div>
</form></section>`;
}

function channelLog(team: Team, channel: Channel): string {
  const marks = [
    channel.isArchived ? "archived" : "",
    channel.isPrivate && !channel.isDirect ? "private" : "",
    channel.hasBot ? "" : "without the app",
  ].filter((mark) => mark !== "");
  const items = channel.messages.map(
    (message) =>
      `<li><strong>${escapeHtml(authorOf(team, message))}</strong> <span class="soft small">${timeOf(message)}</span>\n${plainText(message.text)}</li>`,
  );
  return `<h2>${escapeHtml(titleOf(channel))} <span class="soft small">${escapeHtml(channel.id)} ${marks.join(", ")}</span></h2>
<ol class="log" data-channel="${escapeHtml(channel.name)}">${items.join("\n") || '<li class="soft">No messages</li>'}</ol>`;
}

function titleOf({ isDirect, name }: Channel): string {
  return `${isDirect ? "@" : "#"}${name}`;
}

function authorOf(team: Team, message: Message): string {
  return team.members.find(({ id }) => id === message.user)?.realName ?? message.user;
}

function timeOf(message: Message): string {
  return new Date(Number(message.ts.split(".")[0]) * 1000).toISOString().slice(11, 19);
}

/** Slack's text is HTML-safe by its own three entities; quotes are added for good measure. */
function plainText(text: string): string {
  const unescaped = text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  return escapeHtml(unescaped);
}
