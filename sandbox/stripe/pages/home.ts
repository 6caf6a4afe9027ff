import { ownKey } from "../auth.ts";
import { record, text, written } from "../json.ts";
import { balanceOf } from "../ledger.ts";
import { formatAmount } from "../money.ts";
import type { Charge, Resource } from "../types.ts";
import { accountOf, find, rows, type Tenant, type World } from "../world.ts";
import { escapeHtml, page, type Page } from "./layout.ts";

export type Notice = { text: string; bad: boolean };

const SHOWN = 15;
const UI_CURRENCIES = ["usd", "eur", "jpy", "kwd"] as const;
export const UI_DECLINES: Record<string, string> = {
  chargeDeclinedInsufficientFunds: "Insufficient funds",
  chargeDeclined: "Generic decline",
  chargeDeclinedExpiredCard: "Expired card",
  chargeDeclinedLostCard: "Lost card",
};

/** The name an account shows to people. */
export function accountName(tenant: Tenant): string {
  const account = accountOf(tenant);
  return text(record(record(account["settings"])["dashboard"])["display_name"]) ?? tenant.id;
}

/** Accounts that a person can act as: all but the platform. */
export function shops(world: World): Tenant[] {
  return [...world.tenants.values()].filter((tenant) => tenant.id !== world.platform.account);
}

/** `GET /`: the accounts, the newest payments, and buttons that make things happen. */
export function homePage(
  world: World,
  selected: string | null,
  csrf: string,
  notice: Notice | null,
): Page {
  const all = shops(world);
  const connected = all.find((shop) => world.connections.has(shop.id));
  const tenant = all.find((shop) => shop.id === selected) ?? connected ?? all[0];
  if (!tenant) return page({ title: "Stripe sandbox", body: "<h1>No accounts</h1>" });
  const isConnected = world.connections.has(tenant.id);
  const tabs = all.map(
    (shop) =>
      `<a href="/?account=${encodeURIComponent(shop.id)}"${shop === tenant ? ' aria-current="page"' : ""}>${escapeHtml(accountName(shop))}</a>`,
  );
  const badge = isConnected
    ? '<span class="badge good">Connected</span>'
    : '<span class="badge warn">Not connected</span>';
  const hint = isConnected
    ? "Your actions here are sent to the connected application by webhook."
    : "Connect this account in the application first. Until then it receives no webhooks.";
  const body = `<h1>Stripe sandbox</h1>
<p class="soft">A Stripe emulator. Create payments, declines, refunds and disputes with the buttons below.</p>
<nav aria-label="Accounts">${tabs.join("")}</nav>
${notice ? `<div class="notice${notice.bad ? " bad" : ""}" role="status" data-testid="notice">${escapeHtml(notice.text)}</div>` : ""}
<div class="grid">
<section class="card"><h2>${escapeHtml(accountName(tenant))} ${badge}</h2>
<p class="soft small"><code>${escapeHtml(tenant.id)}</code> · Balance ${escapeHtml(balanceLine(world, tenant))}<br>To connect it by key: <code>${escapeHtml(ownKey(tenant.id))}</code></p>
${paymentsTable(world, tenant)}</section>
<div class="stack"><p class="soft small" style="margin:0">${hint}</p>${actions(tenant, csrf)}</div>
</div>`;
  return page({ title: accountName(tenant), body });
}

function balanceLine(world: World, tenant: Tenant): string {
  const currency = text(accountOf(tenant)["default_currency"]) ?? "usd";
  const balance = balanceOf(tenant, currency, world.now());
  const sums = [...(balance["available"] as Resource[])].map((entry) =>
    formatAmount(Number(entry["amount"]), written(entry["currency"])),
  );
  return sums.join(" · ");
}

function paymentsTable(world: World, tenant: Tenant): string {
  const charges = rows(tenant, "charge").slice(0, SHOWN);
  if (charges.length === 0) return '<p class="soft">No payments yet. Make the first one.</p>';
  const lines = charges.map((charge) => {
    const customer = charge.customer ? find(tenant, "customer", charge.customer) : undefined;
    const [label, kind] = statusOf(charge);
    return `<tr><td class="num">${escapeHtml(formatAmount(charge.amount, charge.currency))}</td>
<td><span class="badge ${kind}">${label}</span></td>
<td>${escapeHtml(charge.description ?? "—")}<br><span class="soft small">${escapeHtml(customer?.name ?? "Guest")}</span></td>
<td class="soft small">${escapeHtml(ago(world.now() - charge.created))}</td></tr>`;
  });
  return `<div class="scroll" role="region" aria-label="Payments" tabindex="0"><table><thead><tr><th scope="col">Amount</th><th scope="col">Status</th><th scope="col">Payment</th><th scope="col">When</th></tr></thead><tbody>${lines.join("\n")}</tbody></table></div>`;
}

function statusOf(charge: Charge): [string, string] {
  if (charge.status === "failed") return ["Failed", "bad"];
  if (charge.disputed) return ["Disputed", "warn"];
  if (charge.refunded) return ["Refunded", ""];
  if (charge.amount_refunded > 0) return ["Partly refunded", ""];
  return charge.captured ? ["Succeeded", "good"] : ["Authorised", "warn"];
}

function ago(seconds: number): string {
  if (seconds < 60) return "just now";
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

function actions(tenant: Tenant, csrf: string): string {
  const form = (action: string, inner: string): string =>
    `<form class="card" method="post" action="/_sandbox/ui/${action}"><input type="hidden" name="csrf" value="${escapeHtml(csrf)}"><input type="hidden" name="account" value="${escapeHtml(tenant.id)}">${inner}</form>`;
  const main = text(accountOf(tenant)["default_currency"]) ?? "usd";
  const currencies = UI_CURRENCIES.map(
    (currency) =>
      `<option value="${currency}"${currency === main ? " selected" : ""}>${currency.toUpperCase()}</option>`,
  ).join("");
  const amount = (id: string): string =>
    `<div class="row"><div><label for="${id}-amount">Amount</label><input id="${id}-amount" type="text" inputmode="decimal" name="amount" value="${main === "jpy" ? "500" : "20.00"}" autocomplete="off"></div><div><label for="${id}-currency">Currency</label><select id="${id}-currency" name="currency">${currencies}</select></div></div>`;
  const reasons = Object.entries(UI_DECLINES)
    .map(([card, label]) => `<option value="${card}">${label}</option>`)
    .join("");
  return [
    form(
      "pay",
      `<h2>New payment</h2>${amount("pay")}<button class="primary" data-testid="make-payment">Make a payment</button>`,
    ),
    form(
      "decline",
      `<h2>Failed payment</h2>${amount("decline")}<div class="field"><label for="reason">Reason</label><select id="reason" name="card">${reasons}</select></div><button data-testid="decline-payment">Decline a payment</button>`,
    ),
    form(
      "refund",
      '<h2>Refund</h2><p class="soft small">Refunds the newest refundable payment.</p><button data-testid="refund">Refund latest</button>',
    ),
    form(
      "dispute",
      '<h2>Dispute</h2><p class="soft small">Disputes the newest payment without a dispute.</p><button data-testid="dispute">Open dispute</button>',
    ),
    form("cancel-subscription", subscriptionField(tenant)),
  ].join("\n");
}

function subscriptionField(tenant: Tenant): string {
  const running = rows(tenant, "subscription").filter((row) => row.status !== "canceled");
  const options = running.map((row) => {
    const customer = find(tenant, "customer", row.customer);
    const product = find(
      tenant,
      "product",
      written(record(row.items.data[0]?.["price"])["product"]),
    );
    const label = `${customer?.name ?? row.customer}, ${text(product?.["name"]) ?? "subscription"} (${row.status})`;
    return `<option value="${escapeHtml(row.id)}">${escapeHtml(label)}</option>`;
  });
  const choose =
    options.length > 0
      ? `<div class="field"><label for="subscription">Subscription</label><select id="subscription" name="subscription">${options.join("")}</select></div>`
      : '<p class="soft small">No active subscriptions.</p>';
  return `<h2>Subscription</h2>${choose}<button data-testid="cancel-subscription"${options.length === 0 ? " disabled" : ""}>Cancel a subscription</button>`;
}
