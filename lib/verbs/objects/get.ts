import { z } from "zod";

import { productOfLine } from "@/lib/business/invoice-details";
import { itemsIn } from "@/lib/business/read";
import { objectDetailSchema } from "@/lib/contracts/objects";
import { AppError } from "@/lib/core/errors";
import type { Transaction } from "@/lib/db/database";
import { listObjects } from "@/lib/db/object-lists";
import {
  objectsByKey,
  objectsByParent,
  objectsOfCustomer,
  paidByCustomer,
  type CopiedObject,
} from "@/lib/db/objects";

import { defineVerb } from "../define";
import { chooseAccount, toAccount } from "./account";
import { namesFor } from "./list";

const PARTS = new Set(["charge", "refund", "dispute"]);
const PARENTS = [
  "invoice",
  "subscription",
  "product",
  "payment",
  "payment_intent",
  "payout",
  ...PARTS,
];

/** Ids in which an object names what it belongs to, e.g. the invoice of a payment. */
async function above(
  trx: Transaction,
  connectionId: string,
  { customer, parent }: CopiedObject,
): Promise<CopiedObject[]> {
  const keys = [
    ...(customer === null ? [] : [{ type: "customer", id: customer }]),
    ...(parent === null ? [] : PARENTS.map((type) => ({ type, id: parent }))),
  ];
  const found = await objectsByKey(trx, connectionId, keys);
  // A balance transaction names a charge, a refund or a dispute, which have the payment as their parent.
  const payments = found.flatMap((one) =>
    PARTS.has(one.type) ? [{ type: "payment", id: one.parent ?? one.id }] : [],
  );
  const known = new Set(found.map(({ type, id }) => `${type} ${id}`));
  const further = payments.filter(({ type, id }) => !known.has(`${type} ${id}`));
  return [...found, ...(await objectsByKey(trx, connectionId, further))];
}

/** Objects one and two levels below, e.g. the refunds of a payment and their balance transactions. */
async function below(trx: Transaction, connectionId: string, id: string): Promise<CopiedObject[]> {
  const children = await objectsByParent(trx, connectionId, [id]);
  const ids = children.map((child) => child.id).filter((child) => child !== id);
  return [...children, ...(await objectsByParent(trx, connectionId, ids))];
}

const MAX_PRICES = 50;

/** Objects that are shown of a customer, newest first. */
const OF_CUSTOMER = {
  types: ["payment", "subscription", "invoice", "payment_method"],
  limit: 10,
} as const;

/** The prices of a product and its newest subscriptions, which may be many. */
async function ofProduct(trx: Transaction, connectionId: string, id: string) {
  const newest = { sort: "created", descending: true } as const;
  const read = (type: string, limit: number) =>
    listObjects(trx, { connectionId, type, parent: id }, { ...newest, limit });
  return [...(await read("price", MAX_PRICES)), ...(await read("subscription", OF_CUSTOMER.limit))];
}

/** Objects that belong to an object: those that name the customer, or those that have it as their parent. */
const belongings = (trx: Transaction, connectionId: string, { type, id }: CopiedObject) => {
  if (type === "customer") return objectsOfCustomer(trx, connectionId, id, OF_CUSTOMER);
  return type === "product" ? ofProduct(trx, connectionId, id) : below(trx, connectionId, id);
};

/** The products that the lines of an invoice are for. */
function productsOf(trx: Transaction, connectionId: string, { type, data }: CopiedObject) {
  if (type !== "invoice") return [];
  const ids = new Set(itemsIn(data, "lines").map(productOfLine));
  return objectsByKey(
    trx,
    connectionId,
    [...ids].flatMap((id) => (id === null ? [] : [{ type: "product", id }])),
  );
}

/** The payouts that balance transactions are in. */
async function payoutsOf(
  trx: Transaction,
  connectionId: string,
  related: readonly CopiedObject[],
): Promise<CopiedObject[]> {
  const entries = related.filter(({ type }) => type === "balance_transaction");
  const found = await objectsByKey(
    trx,
    connectionId,
    entries.map(({ id }) => ({ type: "payout_entry", id })),
  );
  const ids = new Set(found.flatMap(({ parent }) => (parent === null ? [] : [parent])));
  return objectsByKey(
    trx,
    connectionId,
    [...ids].map((payout) => ({ type: "payout", id: payout })),
  );
}

/** An object of a connected account with what it belongs to and what belongs to it. */
export const getObject = defineVerb({
  name: "objects.get",
  description:
    "Returns an object of a connected account with its customer, what it belongs to and what belongs to it, such as the refunds of a payment.",
  effect: "read",
  role: "viewer",
  input: z.object({
    type: z.string().min(1).max(60),
    id: z.string().min(1).max(300),
    connection: z.uuid().optional(),
  }),
  output: objectDetailSchema,
  async run({ services, user, workspaceId }, { type, id, connection }) {
    return services.db.withUser(user, async (trx) => {
      const row = await chooseAccount(trx, workspaceId, connection);
      const [object] = await objectsByKey(trx, row.id, [{ type, id }]);
      if (!object)
        throw new AppError(
          "not_found",
          "There is no such object here. It may belong to another account, or the import has not reached it yet.",
        );
      const near = [
        ...(await above(trx, row.id, object)),
        ...(await belongings(trx, row.id, object)),
        ...(await productsOf(trx, row.id, object)),
      ];
      const related = [...near, ...(type === "payment" ? await payoutsOf(trx, row.id, near) : [])];
      return {
        account: toAccount(row),
        object,
        related,
        names: await namesFor(trx, row.id, [object, ...related]),
        paid: type === "customer" ? await paidByCustomer(trx, row.id, id) : [],
      };
    });
  },
});
