import type { NewEvent } from "@/lib/mesh/log";

import { ratio } from "./report.ts";

/** A charge as Stripe sends it, padded so that its event is about 3 KB of JSON. */
export function charge(id: string): Record<string, unknown> {
  return {
    id,
    object: "charge",
    amount: 2000,
    amount_captured: 2000,
    amount_refunded: 0,
    application: null,
    balance_transaction: `txn_${id}`,
    billing_details: {
      address: { city: "Leeds", country: "GB", line1: "1 High Street", postal_code: "LS1 1AA" },
      email: "ada@example.com",
      name: "Ada Lovelace",
      phone: null,
    },
    captured: true,
    created: 1_795_000_000,
    currency: "usd",
    customer: `cus_${id.slice(-6)}`,
    description: "Order",
    livemode: false,
    metadata: Object.fromEntries(
      Array.from({ length: 16 }, (_, at) => [
        `note_${at}`,
        `${id} carries some words ${"x".repeat(60)}`,
      ]),
    ),
    outcome: { network_status: "approved_by_network", risk_level: "normal", type: "authorized" },
    paid: true,
    payment_intent: `pi_${id}`,
    payment_method: `pm_${id}`,
    payment_method_details: { card: { brand: "visa", last4: "4242" }, type: "card" },
    receipt_url: `https://pay.stripe.com/receipts/${id}`,
    refunded: false,
    status: "succeeded",
  };
}

/** An event of this type about an object, as Stripe sends it. */
export const stripeEventOf = (
  type: string,
  object: Readonly<Record<string, unknown>>,
  account: string | null = null,
) => ({
  id: `evt_${String(object["id"])}`,
  object: "event",
  api_version: "2025-09-30.clover",
  ...(account === null ? {} : { account }),
  created: Math.floor(Date.now() / 1000),
  data: { object },
  livemode: false,
  pending_webhooks: 1,
  request: { id: null, idempotency_key: null },
  type,
});

/** `charge.succeeded` of an account. */
export const stripeEvent = (id: string, account: string | null) => ({
  ...stripeEventOf("charge.succeeded", charge(`ch_${id}`), account),
  id: `evt_${id}`,
});

/** The same charge as an event of the mesh. */
export function meshEvent(id: string, workspace: string): NewEvent {
  return {
    id: `evt_${id}`,
    type: "stripe.payment.received",
    source: "stripe:test:acct_bench",
    subject: `ch_${id}`,
    time: new Date().toISOString(),
    data: charge(`ch_${id}`),
    workspace,
    origin: "provider",
    livemode: false,
    hops: 0,
    actor: { kind: "provider", id: "stripe" },
  };
}

/** Runs all items with so many at a time. Returns events per second. */
export async function drive<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<unknown>,
): Promise<number> {
  const started = performance.now();
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at];
      if (item !== undefined) await work(item);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return (items.length / (performance.now() - started)) * 1000;
}

/** Rates compared as times: how much longer `slow` takes than `fast`. */
export const timeRatio = (
  name: string,
  slow: readonly number[],
  fast: readonly number[],
  atMost: number,
) => ratio(name, fast, slow, { atMost });
