import { written } from "./json.ts";
import { writeLedger } from "./ledger.ts";
import { blank } from "./schema.ts";
import { emit, need, type Scope } from "./scope.ts";
import type { JsonObject, Resource } from "./types.ts";
import { insert, rows } from "./world.ts";

const DAY = 86_400;
const PAYOUT_HOUR = 23;

/** The next weekday's payout time after `seconds`. */
function nextPayoutTime(seconds: number): number {
  let time = Math.floor(seconds / DAY) * DAY + PAYOUT_HOUR * 3_600;
  while (time <= seconds || isWeekend(time)) time += DAY;
  return time;
}

function isWeekend(seconds: number): boolean {
  const day = new Date(seconds * 1000).getUTCDay();
  return day === 0 || day === 6;
}

/** Midnight UTC of the second working day after `seconds`. */
function arrivalDate(seconds: number): number {
  let time = Math.floor(seconds / DAY) * DAY;
  for (let left = 2; left > 0;) {
    time += DAY;
    if (!isWeekend(time)) left -= 1;
  }
  return time;
}

/** Has the account paid out at the next payout time, and at every one after it. */
export function schedulePayouts(scope: Scope): void {
  scope.world.jobs.push({
    at: nextPayoutTime(scope.now()),
    kind: "payout.create",
    account: scope.tenant.id,
    id: "",
  });
}

/** Pays out what is available, and schedules the next time. */
export function payOutAll(scope: Scope): void {
  payOutAvailable(scope);
  schedulePayouts(scope);
}

/** Pays out what is available, one payout for each currency. */
export function payOutAvailable(scope: Scope): void {
  const byCurrency = new Map<string, Resource[]>();
  for (const entry of rows(scope.tenant, "balance_transaction")) {
    if (entry["sandbox_payout"] !== undefined || Number(entry["available_on"]) > scope.now())
      continue;
    const currency = written(entry["currency"]);
    byCurrency.set(currency, [...(byCurrency.get(currency) ?? []), entry]);
  }
  for (const [currency, entries] of byCurrency) payOut(scope, currency, entries);
}

function payOut(scope: Scope, currency: string, entries: Resource[]): void {
  const amount = entries.reduce((sum, entry) => sum + Number(entry["net"]), 0);
  if (amount <= 0) return;
  const id = scope.world.ids.next("payout");
  const entry = writeLedger(scope, {
    type: "payout",
    reportingCategory: "payout",
    amount: -amount,
    fee: 0,
    currency,
    source: id,
    description: "STRIPE PAYOUT",
    availableAtOnce: true,
  });
  for (const member of [...entries, entry])
    need(scope, "balance_transaction", member.id)["sandbox_payout"] = id;
  const arrival = arrivalDate(scope.now());
  const payout = insert(scope.tenant, {
    ...blank("Payout"),
    id,
    object: "payout",
    amount,
    arrival_date: arrival,
    automatic: true,
    balance_transaction: entry.id,
    created: scope.now(),
    currency,
    description: "STRIPE PAYOUT",
    destination: bankFor(scope, currency),
    livemode: false,
    metadata: {},
    method: "standard",
    reconciliation_status: "completed",
    source_type: "card",
    status: "in_transit",
    trace_id: { status: "pending", value: null },
    type: "bank_account",
  });
  emit(scope, "payout.created", payout);
  const { jobs } = scope.world;
  jobs.push({ at: arrival, kind: "payout.paid", account: scope.tenant.id, id });
}

/** The id of the account's bank account for a currency; null when it has none. */
function bankFor(scope: Scope, currency: string): string | null {
  const banks = rows(scope.tenant, "bank_account");
  return banks.find((bank) => bank["currency"] === currency)?.id ?? null;
}

/** Marks a payout as arrived unless it has failed. */
export function arrivePayout(scope: Scope, payout: Resource): void {
  if (payout["status"] !== "in_transit") return;
  move(scope, payout, "payout.paid", {
    status: "paid",
    trace_id: { status: "supported", value: scope.world.ids.chars(15).toUpperCase() },
  });
}

/** Fails a payout: its money returns to the balance, so that the next payout carries it. */
export function failPayout(scope: Scope, payout: Resource): void {
  const entry = writeLedger(scope, {
    type: "payout_failure",
    reportingCategory: "payout_reversal",
    amount: Number(payout["amount"]),
    fee: 0,
    currency: written(payout["currency"]),
    source: payout.id,
    description: "STRIPE PAYOUT FAILURE",
    availableAtOnce: true,
  });
  move(scope, payout, "payout.failed", {
    failure_balance_transaction: entry.id,
    failure_code: "account_closed",
    failure_message: "The bank account has been closed.",
    status: "failed",
    trace_id: { status: "not_supported", value: null },
  });
}

function move(scope: Scope, payout: Resource, type: string, change: JsonObject): void {
  const before = Object.fromEntries(Object.keys(change).map((key) => [key, payout[key] ?? null]));
  Object.assign(payout, change);
  emit(scope, type, payout);
  emit(scope, "payout.updated", payout, before);
}
