import { written } from "./json.ts";
import { blank } from "./schema.ts";
import type { Scope } from "./scope.ts";
import type { JsonObject, Resource } from "./types.ts";
import { insert, rows, type Tenant } from "./world.ts";

const DAY = 86_400;

type Entry = {
  type: string;
  reportingCategory: string;
  amount: number;
  fee: number;
  feeDescription?: string;
  currency: string;
  source: string;
  description: string | null;
  availableAtOnce?: boolean;
};

/** Writes a balance transaction. Amounts are signed minor units; funds are available at midnight UTC two days on. */
export function writeLedger(scope: Scope, entry: Entry): Resource {
  const created = scope.now();
  const availableOn = entry.availableAtOnce ? created : Math.floor(created / DAY) * DAY + 2 * DAY;
  return insert(scope.tenant, {
    ...blank("BalanceTransaction"),
    id: scope.world.ids.next("balance_transaction"),
    object: "balance_transaction",
    amount: entry.amount,
    available_on: availableOn,
    balance_type: "payments",
    created,
    currency: entry.currency,
    description: entry.description,
    exchange_rate: null,
    fee: entry.fee,
    fee_details:
      entry.fee === 0
        ? []
        : [
            {
              amount: entry.fee,
              application: null,
              currency: entry.currency,
              description: entry.feeDescription ?? "Stripe processing fees",
              type: "stripe_fee",
            },
          ],
    net: entry.amount - entry.fee,
    reporting_category: entry.reportingCategory,
    source: entry.source,
    status: availableOn <= scope.world.now() ? "available" : "pending",
    type: entry.type,
  });
}

/** A balance transaction with the status it has by now. */
export function settled(entry: Resource, now: number): Resource {
  const due = Number(entry["available_on"] ?? 0) <= now;
  return { ...entry, status: due ? "available" : "pending" };
}

/** `GET /v1/balance`: sums of net amounts by currency, split by availability. */
export function balanceOf(tenant: Tenant, defaultCurrency: string, now: number): JsonObject {
  const available = new Map<string, number>([[defaultCurrency, 0]]);
  const pending = new Map<string, number>([[defaultCurrency, 0]]);
  for (const entry of rows(tenant, "balance_transaction")) {
    const side = Number(entry["available_on"] ?? 0) <= now ? available : pending;
    const currency = written(entry["currency"]);
    side.set(currency, (side.get(currency) ?? 0) + Number(entry["net"] ?? 0));
  }
  return {
    object: "balance",
    available: funds(available),
    livemode: false,
    pending: funds(pending),
    refund_and_dispute_prefunding: {
      available: [{ amount: 0, currency: defaultCurrency }],
      pending: [{ amount: 0, currency: defaultCurrency }],
    },
  };
}

function funds(side: Map<string, number>): JsonObject[] {
  return [...side].map(([currency, amount]) => ({
    amount,
    currency,
    source_types: { card: amount },
  }));
}
