import { z } from "zod";

import { totalRule } from "@/lib/business/totals";
import { personText } from "@/lib/business/words";
import { objectListSchema } from "@/lib/contracts/objects";
import type { Transaction } from "@/lib/db/database";
import { currenciesOf, methodsOf } from "@/lib/db/object-choices";
import {
  countByStatus,
  listObjects,
  MAX_COUNTED,
  namesOf,
  sumObjects,
  type SumRule,
  type ObjectFilter,
} from "@/lib/db/object-lists";
import { objectsByKey, relatedObjects, type CopiedObject } from "@/lib/db/objects";

import { defineVerb } from "../define";
import { chooseAccount, toAccount } from "./account";
import { readCursor, writeCursor, type Cursor } from "./cursor";
import { filterInput, filterOf, requireType, statusNames } from "./filter";
import { positionOf } from "./position";

/** Filter, order and page of a list of objects. */
const listInput = filterInput.extend({
  sort: z.enum(["created", "amount"]).default("created"),
  descending: z.boolean().default(true),
  limit: z.int().min(1).max(100).default(50),
  cursor: z.string().max(1000).optional(),
  /** Statuses to count, for tabs. */
  count: statusNames.default([]),
  /** False leaves out the totals of what matches, which only people read. */
  totals: z.boolean().default(true),
  /** True adds the currencies and methods that occur, for filters. */
  choices: z.boolean().default(false),
});
type Input = z.output<typeof listInput>;

/** Reads a page with the cursors of its neighbours. */
async function readPage(trx: Transaction, filter: ObjectFilter, input: Input) {
  const { sort, descending, limit } = input;
  const list = { ...filter, sort, descending };
  const cursor: Cursor | undefined =
    input.cursor === undefined ? undefined : readCursor(input.cursor, list);
  const isBack = cursor?.backwards ?? false;
  const found = await listObjects(trx, filter, {
    sort,
    descending: descending !== isBack,
    limit: limit + 1,
    beyond: cursor?.position,
  });
  const hasMore = found.length > limit;
  const inReadOrder = found.slice(0, limit);
  const objects = isBack ? inReadOrder.toReversed() : inReadOrder;
  const at = (object: CopiedObject | undefined, backwards: boolean) =>
    object ? writeCursor({ position: positionOf(object, sort), backwards }, list) : null;
  const hasPrevious = isBack ? hasMore : cursor !== undefined;
  const hasNext = isBack || hasMore;
  return {
    objects,
    next: hasNext ? at(objects.at(-1), false) : null,
    previous: hasPrevious ? at(objects[0], true) : null,
  };
}

/** The rule of the sum: a caller that names statuses gets their sum, others that of the amounts that count. */
function sumRule({ type, statuses }: Input): SumRule {
  const rule = totalRule(type);
  return statuses === undefined ? rule : { ...rule, statuses: null };
}

/** The values that filters of a list offer. */
async function choicesOf(trx: Transaction, connectionId: string, type: string) {
  const [currencies, methods] = await Promise.all([
    currenciesOf(trx, connectionId, type),
    type === "payment" ? methodsOf(trx, connectionId) : [],
  ]);
  return { currencies, methods };
}

/** The customer of the filter is named even if the list is empty. */
const customerIds = ({ customer }: Input) => (customer === undefined ? [] : [customer]);

const pricesOf = (trx: Transaction, connectionId: string, products: readonly CopiedObject[]) =>
  relatedObjects(
    trx,
    connectionId,
    ["price"],
    products.map(({ id }) => id),
  );

/** The people payments are from, by the id of the payment, for objects that name a payment as their parent and nobody themselves. */
async function payersOf(
  trx: Transaction,
  connectionId: string,
  objects: readonly CopiedObject[],
): Promise<Record<string, string>> {
  const keys = objects.flatMap(({ type, parent }) =>
    type === "dispute" && parent !== null ? [{ type: "payment", id: parent }] : [],
  );
  if (keys.length === 0) return {};
  const payments = await objectsByKey(trx, connectionId, keys);
  const names = await namesFor(trx, connectionId, payments);
  return Object.fromEntries(
    payments.flatMap((payment) => {
      const person = personText(payment, names);
      return person === null ? [] : [[payment.id, person]];
    }),
  );
}

/** Names of customers and of what the objects belong to. */
export async function namesFor(
  trx: Transaction,
  connectionId: string,
  objects: readonly CopiedObject[],
  /** Ids of further customers. */
  others: readonly string[] = [],
): Promise<Record<string, string>> {
  const customers = [
    ...others,
    ...objects.flatMap(({ customer }) => (customer === null ? [] : [customer])),
  ];
  const parents = objects.flatMap(({ parent }) => (parent === null ? [] : [parent]));
  const named = await Promise.all([
    namesOf(trx, connectionId, "customer", customers),
    namesOf(trx, connectionId, "product", parents),
    namesOf(trx, connectionId, "invoice", parents),
  ]);
  return {
    ...Object.fromEntries(named.flatMap((names) => [...names])),
    ...(await payersOf(trx, connectionId, objects)),
  };
}

/** A page of objects of one type of a connected account, read from the synced copy. */
export const listObjectsVerb = defineVerb({
  name: "objects.list",
  description:
    "Lists objects of a connected account, such as payments, customers or invoices, by status, customer, amount, time or words.",
  effect: "read",
  role: "viewer",
  input: listInput,
  output: objectListSchema,
  async run({ services, user, workspaceId }, input) {
    return services.db.withUser(user, async (trx) => {
      const connection = await chooseAccount(trx, workspaceId, input.connection);
      requireType(connection.provider, input.type);
      const filter = filterOf(input, connection.id);
      const page = await readPage(trx, filter, input);
      const totals = input.totals ? await sumObjects(trx, filter, sumRule(input)) : [];
      const counts = await countByStatus(trx, filter, input.count);
      return {
        account: toAccount(connection),
        ...page,
        names: await namesFor(trx, connection.id, page.objects, customerIds(input)),
        prices:
          input.type === "product" && input.totals
            ? await pricesOf(trx, connection.id, page.objects)
            : [],
        totals,
        isCountCapped: totals.reduce((sum, { count }) => sum + count, 0) > MAX_COUNTED,
        counts: Object.fromEntries(counts),
        choices: input.choices ? await choicesOf(trx, connection.id, input.type) : null,
      };
    });
  },
});
