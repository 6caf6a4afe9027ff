import { z } from "zod";

import { objectDetailSchema } from "@/lib/contracts/objects";
import { AppError } from "@/lib/core/errors";
import type { Transaction } from "@/lib/db/database";
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

/** Ids in which an object names what it belongs to, e.g. the invoice of a payment. */
async function above(
  trx: Transaction,
  connectionId: string,
  { customer, parent }: CopiedObject,
): Promise<CopiedObject[]> {
  const parents = ["invoice", "subscription", "product", "payment", "payment_intent"];
  const keys = [
    ...(customer === null ? [] : [{ type: "customer", id: customer }]),
    ...(parent === null ? [] : parents.map((type) => ({ type, id: parent }))),
  ];
  return objectsByKey(trx, connectionId, keys);
}

/** Objects one and two levels below, e.g. the refunds of a payment and their balance transactions. */
async function below(trx: Transaction, connectionId: string, id: string): Promise<CopiedObject[]> {
  const children = await objectsByParent(trx, connectionId, [id]);
  const ids = children.map((child) => child.id).filter((child) => child !== id);
  return [...children, ...(await objectsByParent(trx, connectionId, ids))];
}

/** Objects that are shown of a customer, newest first. */
const OF_CUSTOMER = {
  types: ["payment", "subscription", "invoice", "payment_method"],
  limit: 10,
} as const;

/** Objects that belong to an object: those that name the customer, or those that have it as their parent. */
const belongings = (trx: Transaction, connectionId: string, { type, id }: CopiedObject) =>
  type === "customer"
    ? objectsOfCustomer(trx, connectionId, id, OF_CUSTOMER)
    : below(trx, connectionId, id);

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
      const related = [
        ...(await above(trx, row.id, object)),
        ...(await belongings(trx, row.id, object)),
      ];
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
