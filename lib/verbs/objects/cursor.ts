import { createHash } from "node:crypto";

import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import type { ListPosition } from "@/lib/db/object-lists";
import { canonicalJson } from "@/lib/providers/plan";

/** The beginning of a page: beyond a position, in the list's order or against it. */
export interface Cursor {
  readonly position: ListPosition;
  readonly backwards: boolean;
}

const shape = z.tuple([z.string().max(60), z.string().max(300), z.boolean(), z.string().length(8)]);

/** A short fingerprint of a list's filter and order, so that a cursor of another list is recognised. */
const fingerprintOf = (list: unknown): string =>
  createHash("sha256").update(canonicalJson(list)).digest("hex").slice(0, 8);

export const writeCursor = ({ position, backwards }: Cursor, list: unknown): string =>
  Buffer.from(
    JSON.stringify([position.value, position.id, backwards, fingerprintOf(list)]),
  ).toString("base64url");

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
  if (!parsed.success || parsed.data[3] !== fingerprintOf(list))
    throw new AppError(
      "invalid",
      "cursor: it belongs to another filter or order. Begin again without it.",
      { details: { fields: ["cursor"] } },
    );
  const [value, id, backwards] = parsed.data;
  return { position: { value, id }, backwards };
}
