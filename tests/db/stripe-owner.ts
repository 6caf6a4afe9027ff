import { expect } from "vitest";

import type { Sync } from "@/lib/sync/main";

import { PLATFORM_KEY } from "./services";
import type { TestStack } from "./stack";
import { ACCOUNT } from "./verbs-fixture";

/**
 * One call of the emulator's API for the connected account, as its owner's own software makes it; `form` is the body, such as
 * `amount=500&currency=usd`. Throws with the answer if it is refused.
 */
export async function callStripe(
  { url }: { readonly url: string },
  method: string,
  path: string,
  form = "",
): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${PLATFORM_KEY}`,
      "stripe-account": ACCOUNT,
      "stripe-version": "2026-10-28.endive",
      "content-type": "application/x-www-form-urlencoded",
    },
    ...(method === "GET" ? {} : { body: form }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(body)}`);
  return body;
}

/** The copy of a connected account, and what keeps it up to date. */
export interface Copy {
  readonly test: TestStack;
  readonly sync: Sync;
  readonly connection: string;
}

/** Waits until the copy has objects as the provider has them. */
export async function readAgain(
  { test, sync, connection }: Copy,
  objects: readonly { readonly type: string; readonly id: string }[],
): Promise<void> {
  for (const { type, id } of objects)
    await test.admin.query(
      "insert into private.object_refetches (connection_id, type, id, reason, not_before) values ($1, $2, $3, 'test', now()) on conflict do nothing",
      [connection, type, id],
    );
  const waiting = async () =>
    (
      await test.admin.query(
        "select 1 from private.object_refetches where connection_id = $1 and id = any ($2)",
        [connection, objects.map(({ id }) => id)],
      )
    ).rowCount;
  sync.soon();
  await expect.poll(waiting, { timeout: 30_000 }).toBe(0);
}

/** Makes a payment at the provider that the copy has. Returns the id of its intent. */
export async function pay(
  sandbox: { readonly url: string },
  copy: Copy,
  amount: number,
  more = "",
): Promise<string> {
  const intent = await callStripe(
    sandbox,
    "POST",
    "/v1/payment_intents",
    `amount=${amount}&currency=usd&confirm=true&payment_method=pm_card_visa&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never${more}`,
  );
  const id = String(intent["id"]);
  await readAgain(copy, [
    { type: "payment_intent", id },
    { type: "charge", id: String(intent["latest_charge"]) },
  ]);
  return id;
}
