import { itemsIn, textIn, dataIn } from "@/lib/business/read";
import { dayOf } from "@/lib/core/days";
import type { ConnectionRow } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/database";
import {
  replaceChanges,
  takeStale,
  valuedObjects,
  type StoredChange,
  type StoredGap,
} from "@/lib/db/mrr";
import { lockCopy, objectsByKey, type CopiedObject } from "@/lib/db/objects";
import { subscriptionStates } from "@/lib/db/subscription-states";
import { gapOf } from "@/lib/metrics/coverage";
import { METRICS } from "@/lib/metrics/definitions";
import { stepsOf } from "@/lib/metrics/history";
import { changesOf, type Change } from "@/lib/metrics/movements";
import { subtract } from "@/lib/metrics/rational";
import {
  readBilledDiscounts,
  readLines,
  readSubscription,
  type Lookup,
} from "@/lib/metrics/stored";
import type { ObjectKey } from "@/lib/providers/objects";

import type { SyncServices } from "./services";

const BATCH = 200;

/** Prices that invoices name by id, and coupons that discounts name by id. */
function namedKeys(objects: readonly CopiedObject[]): ObjectKey[] {
  return objects.flatMap(({ data }) => {
    const lines = itemsIn(data, "lines").map((line) =>
      textIn(dataIn(dataIn(line, "pricing"), "price_details"), "price"),
    );
    const coupons = [data, ...itemsIn(data, "items")]
      .flatMap((part) => itemsIn(part, "discounts"))
      .map((one) => textIn(dataIn(one, "source"), "coupon") ?? textIn(one, "coupon"));
    const keys = (type: string, ids: readonly (string | null)[]) =>
      ids.flatMap((id) => (id === null ? [] : [{ type, id }]));
    return [...keys("price", lines), ...keys("coupon", coupons)];
  });
}

async function lookupOf(
  trx: Transaction,
  connectionId: string,
  objects: readonly CopiedObject[],
): Promise<{ prices: Lookup; coupons: Lookup }> {
  const keys = new Map(namedKeys(objects).map((key) => [`${key.type}|${key.id}`, key]));
  const found = await objectsByKey(trx, connectionId, [...keys.values()]);
  const byKey = new Map(found.map((row) => [`${row.type}|${row.id}`, row.data]));
  const of =
    (type: string): Lookup =>
    (id) =>
      byKey.get(`${type}|${id}`);
  return { prices: of("price"), coupons: of("coupon") };
}

const stored = ({ day, customer, currency, kind, before, after }: Change): StoredChange => {
  const delta = subtract(after, before);
  return {
    day,
    customer,
    currency,
    kind,
    beforeN: String(before.numerator),
    beforeD: String(before.denominator),
    afterN: String(after.numerator),
    afterD: String(after.denominator),
    deltaN: String(delta.numerator),
    deltaD: String(delta.denominator),
  };
};

/** The subscriptions whose monthly value is not known. */
const gapsOf = (objects: readonly CopiedObject[]): StoredGap[] =>
  objects.flatMap(({ type, id, customer, currency, data, deleted }) => {
    const reason = type === "subscription" && !deleted ? gapOf(data) : null;
    return reason === null || customer === null
      ? []
      : [{ subscription: id, customer, currency, reason }];
  });

const secondOf = (at: Date): number => Math.floor(at.getTime() / 1000);

/** The changes of customers, from what the copy holds of them. */
async function computeChanges(
  trx: Transaction,
  connection: ConnectionRow,
  objects: readonly CopiedObject[],
): Promise<Change[]> {
  const { prices, coupons } = await lookupOf(trx, connection.id, objects);
  const invoices = Map.groupBy(
    objects.filter(({ type, status }) => type === "invoice" && status !== "void"),
    ({ parent }) => parent,
  );
  const subscriptions = objects.filter(({ type }) => type === "subscription");
  const seen = Map.groupBy(
    await subscriptionStates(
      trx,
      connection.id,
      subscriptions.map(({ id }) => id),
    ),
    ({ subscription }) => subscription,
  );
  const steps = subscriptions.flatMap(({ data, sourceTime, deleted }) => {
    const readAt = secondOf(sourceTime);
    const read = readSubscription(data, { readAt, coupons });
    if (!read) return [];
    const bills = invoices.get(read.id) ?? [];
    const past = {
      lines: bills.flatMap((one) => readLines(one.data, prices)),
      billed: bills.flatMap((one) => readBilledDiscounts(one.data, coupons) ?? []),
      states: (seen.get(read.id) ?? []).map(({ at, isCounted }) => ({
        at: secondOf(at),
        isCounted,
      })),
    };
    // A subscription that disappeared without an event of its end ended when its absence was noticed.
    return stepsOf({ ...read, endedAt: read.endedAt ?? (deleted ? readAt : null) }, past);
  });
  const timeZone = connection.timeZone ?? "UTC";
  return changesOf(steps, (seconds) => dayOf(new Date(seconds * 1000), timeZone));
}

/** Computes the revenue of customers whose subscriptions or invoices changed. Returns how many customers. */
export async function computeRevenue(
  services: Pick<SyncServices, "db">,
  connection: ConnectionRow,
): Promise<number> {
  let total = 0;
  for (;;) {
    const taken = await services.db.withService(async (trx) => {
      await lockCopy(trx, connection.id);
      const customers = await takeStale(trx, connection.id, BATCH);
      if (customers.length === 0) return 0;
      const objects = await valuedObjects(trx, connection.id, customers);
      const changes = (await computeChanges(trx, connection, objects)).map(stored);
      const place = { workspaceId: connection.workspaceId, connectionId: connection.id };
      await replaceChanges(trx, place, {
        customers,
        changes,
        gaps: gapsOf(objects),
        version: METRICS.mrr.version,
      });
      return customers.length;
    });
    total += taken;
    if (taken < BATCH) return total;
  }
}
