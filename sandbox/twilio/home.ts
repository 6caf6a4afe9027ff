import { escapeHtml, page } from "../loopback/page.ts";
import type { Reply } from "../loopback/server.ts";
import type { Account, Sms, World } from "./world.ts";

/** The sandbox's page: every phone with its messages, and a form to write as a phone. */
export function homePage(world: World, csrf: string): Reply {
  const phones = new Map<string, Sms[]>();
  for (const message of world.messages) {
    const phone = message.direction === "inbound" ? message.from : message.to;
    phones.set(phone, [...(phones.get(phone) ?? []), message]);
  }
  return page({
    provider: "Twilio",
    title: "Phones",
    body: `<h1>Phones</h1>
${world.accounts.map((account) => form(account, csrf)).join("\n")}
${webhookForm(world, csrf)}
${[...phones].map(([phone, messages]) => phoneCard(world, phone, messages)).join("\n")}`,
  });
}

function form(account: Account, csrf: string): string {
  const options = account.numbers.map(
    (number) => `<option value="${escapeHtml(number)}">${escapeHtml(number)}</option>`,
  );
  return `<section class="card" aria-label="${escapeHtml(account.name)}"><h2>${escapeHtml(account.name)}</h2>
<p class="soft small">To connect it: SID <code>${escapeHtml(account.sid)}</code>, token <code>${escapeHtml(account.authToken)}</code>, number <code>${escapeHtml(account.numbers[0] ?? "")}</code>. All three are made up.</p>
<form method="post" action="/_sandbox/ui/inbound">
<input type="hidden" name="csrf" value="${escapeHtml(csrf)}">
<input type="hidden" name="account" value="${escapeHtml(account.sid)}">
<label for="from-${account.sid}">Write as this phone</label><input type="text" id="from-${account.sid}" name="from" value="+15005550101" required>
<label for="to-${account.sid}">To</label><select id="to-${account.sid}" name="to">${options.join("")}</select>
<label for="body-${account.sid}">Text, such as STOP</label><input type="text" id="body-${account.sid}" name="body" required maxlength="1600">
<div class="actions"><button class="primary">Send it</button></div>
</form></section>`;
}

function webhookForm(world: World, csrf: string): string {
  return `<section class="card" aria-label="Webhook"><h2>Webhook</h2>
<p class="soft small">The address that the dashboard's settings show for this account.</p>
<form method="post" action="/_sandbox/ui/webhook">
<input type="hidden" name="csrf" value="${escapeHtml(csrf)}">
<label for="webhook">Address for messages and their status</label><input type="text" id="webhook" name="url" required value="${escapeHtml(world.webhookUrl ?? "")}">
<div class="actions"><button>Use this address</button></div>
</form></section>`;
}

function phoneCard(world: World, phone: string, messages: readonly Sms[]): string {
  const stopped = [...world.optOuts].some((pair) => pair.endsWith(` ${phone}`));
  const items = messages.map(
    (one) =>
      `<li><strong>${one.direction === "inbound" ? "wrote" : "got"}</strong> <span class="soft small">${new Date(one.createdMs).toISOString().slice(11, 19)} ${escapeHtml(one.status)}</span>\n${escapeHtml(one.body)}</li>`,
  );
  return `<section class="card" aria-label="Phone ${escapeHtml(phone)}"><h2>${escapeHtml(phone)}${stopped ? ' <span class="soft small">said STOP</span>' : ""}</h2>
<ol class="log">${items.join("\n")}</ol></section>`;
}
