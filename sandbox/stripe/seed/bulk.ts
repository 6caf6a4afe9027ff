import { createCustomer } from "../customers.ts";
import { cardFee } from "../money.ts";
import type { Charge, Customer, PaymentIntent, Resource } from "../types.ts";
import { find, insert, type World } from "../world.ts";
import { openAccount } from "./accounts.ts";
import { at, DAY, pay } from "./history.ts";
import { NORTHWIND } from "./shops.ts";

const SPAN = 730 * DAY;
/** So many payments share one second, which is more than a list shows on a page. */
const BURST = 700;
const CUSTOMERS = 200;

type Payment = { charge: Charge; intent: PaymentIntent; entry: Resource };

/**
 * Fills the world with one shop of `count` paid charges over two years, with their intents and balance transactions:
 * few at first, more later, and 700 of them (or half, if there are fewer) in one second. There are no events.
 */
export function seedBulk(world: World, count: number): void {
  const now = world.now();
  const start = now - SPAN;
  const tenant = openAccount(world, { ...NORTHWIND.account, created: start - DAY });
  const scope = at(world, tenant, start);
  const customers = Array.from({ length: CUSTOMERS }, (_, index) =>
    createCustomer(scope, {
      name: `Customer ${index + 1}`,
      email: `customer${index + 1}@example.com`,
    }),
  );
  const charge = pay(scope, NORTHWIND, customers[0], NORTHWIND.goods[0] ?? SAMPLE, "visa");
  const intent = find(tenant, "payment_intent", charge?.payment_intent ?? "");
  const entry = find(tenant, "balance_transaction", charge?.balance_transaction ?? "");
  if (!charge || !intent || !entry) throw new Error("The first payment of the bulk seed failed.");
  const times = momentsOf(world, count, start);
  for (const [index, time] of times.entries()) {
    if (index === 0) continue; // the first payment is there already
    const made = another(world, { charge, intent, entry }, time, customers[index % CUSTOMERS]);
    for (const resource of [made.intent, made.charge, made.entry]) insert(tenant, resource);
  }
}

const SAMPLE = { text: "House espresso", currency: "usd", amount: 3900 };

/** Moments from the first on, in order. */
function momentsOf(world: World, count: number, start: number): Float64Array {
  const times = new Float64Array(count);
  const burst = Math.min(BURST, Math.floor(count / 2));
  const together = start + Math.floor(SPAN / 2);
  for (let index = 1; index < count; index++)
    times[index] =
      index <= burst ? together : start + Math.floor(SPAN * world.ids.random() ** 0.6 * 0.999);
  times[0] = start;
  return times.toSorted();
}

/** A payment like the first one, at another time and of another amount and customer. */
function another(
  world: World,
  model: Payment,
  time: number,
  customer: Customer | undefined,
): Payment {
  const { ids } = world;
  const amount = 500 + Math.floor(ids.random() * 20_000);
  const fee = cardFee(amount, "usd");
  const intentId = ids.next("payment_intent");
  const chargeId = ids.next("charge");
  const available = Math.floor(time / DAY) * DAY + 2 * DAY;
  const [feeDetail] = model.entry["fee_details"] as Resource[]; // written by writeLedger for a charge
  const entry: Resource = {
    ...model.entry,
    id: ids.next("balance_transaction"),
    amount,
    available_on: available,
    created: time,
    fee,
    fee_details: [{ ...feeDetail, amount: fee }],
    net: amount - fee,
    source: chargeId,
    status: available <= world.now() ? "available" : "pending",
  };
  const shared = { amount, created: time, customer: customer?.id ?? null };
  const charge: Charge = {
    ...model.charge,
    ...shared,
    id: chargeId,
    amount_captured: amount,
    balance_transaction: entry.id,
    payment_intent: intentId,
    receipt_url: `${world.url}/receipts/${chargeId}`,
  };
  const intent: PaymentIntent = {
    ...model.intent,
    ...shared,
    id: intentId,
    amount_received: amount,
    client_secret: `${intentId}_secret_${ids.chars(25)}`,
    latest_charge: chargeId,
  };
  return { charge, intent, entry };
}
