import { z } from "zod";

import { textIn } from "@/lib/business/read";
import { objectExportSchema, type ObjectPart } from "@/lib/contracts/objects";
import type { ConnectionRow } from "@/lib/db/connections";
import {
  countObjects,
  listObjects,
  type ListPosition,
  type ObjectFilter,
} from "@/lib/db/object-lists";
import { objectsByKey } from "@/lib/db/objects";

import { defineVerb } from "../define";
import type { Context } from "../types";
import { chooseAccount, toAccount } from "./account";
import { filterInput, filterOf, requireType } from "./filter";
import { namesFor } from "./list";
import { positionOf } from "./position";

const PAGE = 200;

const exportInput = filterInput.extend({
  sort: z.enum(["created", "amount"]).default("created"),
  descending: z.boolean().default(true),
});
type Input = z.output<typeof exportInput>;

/** Reads a list page by page while its file is sent. */
async function* readParts(
  { services, user }: Context,
  connection: ConnectionRow,
  filter: ObjectFilter,
  { sort, descending }: Input,
): AsyncGenerator<ObjectPart> {
  let beyond: ListPosition | undefined;
  for (;;) {
    const position = beyond;
    const part = await services.db.withUser(user, async (trx) => {
      const objects = await listObjects(trx, filter, {
        sort,
        descending,
        limit: PAGE,
        beyond: position,
      });
      const entries = objects.flatMap(({ type, data }) => {
        const id = type === "payment" ? textIn(data, "balanceTransaction") : null;
        return id === null ? [] : [{ type: "balance_transaction", id }];
      });
      return {
        objects,
        names: await namesFor(trx, connection.id, objects),
        entries: await objectsByKey(trx, connection.id, entries),
      };
    });
    const last = part.objects.at(-1);
    if (last === undefined) return;
    yield part;
    if (part.objects.length < PAGE) return;
    beyond = positionOf(last, sort);
  }
}

/** The conditions of an export for the audit log. Of those that can name a person, only that they were set. */
function conditionsOf({ statuses, methods, currency, from, to, ...rest }: Input) {
  const set = (value: unknown) => (value === undefined ? null : "set");
  return {
    status: statuses?.join(", ") ?? null,
    method: methods?.join(", ") ?? null,
    currency: currency ?? null,
    from: from?.toISOString() ?? null,
    to: to?.toISOString() ?? null,
    minAmount: rest.minAmount ?? null,
    maxAmount: rest.maxAmount ?? null,
    needs: rest.needs ?? null,
    cardExpires: rest.cardExpires ?? null,
    customer: set(rest.customer),
    parent: set(rest.parent),
    last4: set(rest.last4),
    text: set(rest.text),
    metadata: set(rest.metadata),
  };
}

/** Exports everything that a list's filter matches. */
export const exportObjects = defineVerb({
  name: "objects.export",
  description:
    "Exports the objects of a connected account that a filter matches, page by page. Each call is written to the audit log with its filter, without personal values, and the number of rows.",
  effect: "read",
  role: "viewer",
  input: exportInput,
  output: objectExportSchema,
  audit: (input, { count }) => ({
    target: input.type,
    details: { rows: count, ...conditionsOf(input) },
  }),
  async run(context, input, record) {
    const { services, user, workspaceId } = context;
    return services.db.withUser(user, async (trx) => {
      const connection = await chooseAccount(trx, workspaceId, input.connection);
      requireType(connection.provider, input.type);
      const filter = filterOf(input, connection.id);
      return record(trx, {
        account: toAccount(connection),
        count: await countObjects(trx, filter),
        parts: readParts(context, connection, filter, input),
      });
    });
  },
});
