import type { ListPage, ListPlace } from "@/lib/db/object-lists";
import type { CopiedObject } from "@/lib/db/objects";

/** The place of an object in a list with this order. */
export const placeOf = (object: CopiedObject, sort: ListPage["sort"]): ListPlace => ({
  value: sort === "amount" ? String(object.amount) : object.created.toISOString(),
  id: object.id,
});
