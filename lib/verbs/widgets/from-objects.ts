import type { BusinessObject } from "@/lib/contracts/objects";
import { issue } from "@/lib/core/definition-issues";
import { nearest } from "@/lib/core/text";
import type { WidgetRow } from "@/lib/widgets/data";
import { readEnough, type Page } from "@/lib/widgets/pages";

import { listObjectsVerb } from "../objects/list";
import type { Context } from "../types";
import {
  asDefined,
  badDefinition,
  bind,
  chooseConnection,
  copiedProvider,
  type LoadOf,
  type Source,
} from "./source";

const MAX_PAGES = 11;

/** A row of the source `objects`; its fields are those of `OBJECT_FIELDS`. */
const toRow = (object: BusinessObject): WidgetRow => ({
  id: object.id,
  type: object.type,
  created: object.created.toISOString(),
  status: object.status,
  customer: object.customer,
  currency: object.currency,
  amount: object.amount,
  parent: object.parent,
  method: object.method,
  label: object.label,
});

/** An item for a `mapItem` to read. Without one, the whole object stays here: it holds far more than a widget shows. */
const toItem = (object: BusinessObject): WidgetRow => ({ ...toRow(object), data: object.data });

/** The types of the copy that a type consists of. Throws "invalid" for a type that the copy does not hold. */
function partsOf({ definition, dataSource }: LoadOf<"objects">): readonly string[] {
  const { types, derived } = copiedProvider(definition);
  const known = [...Object.keys(types), ...Object.keys(derived)];
  if (known.includes(dataSource.object))
    return derived[dataSource.object]?.from ?? [dataSource.object];
  const message = `There are no objects of the type “${dataSource.object}”. The types are ${known.toSorted().join(", ")}`;
  throw badDefinition([
    issue(["dataSource", "object"], message, nearest(dataSource.object, known)),
  ]);
}

/** Reads objects of the synced copy, as the verb `objects.list` does. */
export async function fromObjects(context: Context, load: LoadOf<"objects">): Promise<Source> {
  const parts = partsOf(load);
  const { definition, dataSource, board, wanted, variables } = load;
  const { object: type, filter = {}, sort, limit } = dataSource;
  const connection = chooseConnection(board, definition.provider, wanted);
  await board.isCurrent(connection.id, parts);
  const names: Record<string, string> = {};
  const read = async (cursor?: string): Promise<Page> => {
    const input = {
      ...(bind(filter, variables) as object), // it binds an object to an object
      type,
      connection: connection.id,
      sort: sort?.field,
      descending: sort ? sort.direction === "desc" : undefined,
      limit,
      cursor,
      totals: false,
    };
    const page = await asDefined(
      () => listObjectsVerb.run(context, input),
      (field) => ["filter", ...field.split(".")],
    );
    Object.assign(names, page.names);
    return {
      output: page.objects.map(definition.transform?.mapItem ? toItem : toRow),
      nextCursor: page.next,
      drift: [],
    };
  };
  const nowMs = context.services.now().getTime();
  const { output, hasMore } = await readEnough(definition, await read(), read, {
    variables,
    nowMs,
    maxPages: MAX_PAGES,
  });
  return { body: output, hasMore, connection, warnings: [], names };
}
