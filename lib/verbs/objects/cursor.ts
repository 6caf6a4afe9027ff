import { createHash } from "node:crypto";

import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import type { ListPlace } from "@/lib/db/object-lists";
import { canonicalJson } from "@/lib/providers/plan";

/** Where a page begins: beyond a place, in the list's order or against it. */
export interface Cursor {
  readonly place: ListPlace;
  readonly backwards: boolean;
}

const shape = z.tuple([z.string().max(60), z.string().max(300), z.boolean(), z.string().length(8)]);

/** A short mark of a list's filter and order, so that a cursor of another list is recognised. */
const markOf = (list: unknown): string =>
  createHash("sha256").update(canonicalJson(list)).digest("hex").slice(0, 8);

export const writeCursor = ({ place, backwards }: Cursor, list: unknown): string =>
  Buffer.from(JSON.stringify([place.value, place.id, backwards, markOf(list)])).toString(
    "base64url",
  );

function decode(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

/** Throws "invalid" if the cursor is damaged, or belongs to another filter or order. */
export function readCursor(text: string, list: unknown): Cursor {
  const parsed = shape.safeParse(decode(text));
  if (!parsed.success || parsed.data[3] !== markOf(list))
    throw new AppError(
      "invalid",
      "cursor: it belongs to another filter or order. Begin again without it.",
      { details: { fields: ["cursor"] } },
    );
  const [value, id, backwards] = parsed.data;
  return { place: { value, id }, backwards };
}
