import type { ListPage, ListPosition } from "@/lib/db/object-lists";
import type { CopiedObject } from "@/lib/db/objects";

/** The position of an object in a list with this order. */
export const positionOf = (object: CopiedObject, sort: ListPage["sort"]): ListPosition => ({
  value: sort === "amount" ? String(object.amount) : object.created.toISOString(),
  id: object.id,
});
