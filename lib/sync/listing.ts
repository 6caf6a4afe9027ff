import { sql } from "kysely";

import type { Database } from "@/lib/db/database";
import type { ImportRange } from "@/lib/db/object-imports";
import type { ObjectData, OwnedList } from "@/lib/providers/objects";

import type { ListedPage } from "./ranges";

/** Owners that are looked at in one query. */
const OWNERS = 20;

const createdOf = (item: ObjectData): number =>
  typeof item["created"] === "number" ? item["created"] : 0;

/** The ids and times of a page, as the provider listed them. */
export function listedPage(output: ObjectData): ListedPage {
  const data = Array.isArray(output["data"]) ? (output["data"] as ObjectData[]) : []; // checked by the operation's schema
  return {
    data: data.map((item) => ({ id: String(item["id"]), created: createdOf(item) })),
    hasMore: output["has_more"] === true,
  };
}

/** An object whose own list is to be read. */
interface NextOwner {
  readonly id: string;
  /** Owners that were passed since the last list, this one included. */
  readonly passed: number;
}

/** Returns the next object whose own list is to be read, in the order of ids; `null` when there is none left. */
export async function nextOwner(
  db: Database,
  connectionId: string,
  { type, has }: OwnedList,
  range: ImportRange,
): Promise<NextOwner | null> {
  if (range.owner) return { id: range.owner.id, passed: 0 };
  let passed = 0;
  let after = range.after ?? "";
  for (;;) {
    const owners = await db.withService(async (trx) => {
      const { rows } = await sql<{ id: string; data: ObjectData }>`
        select id, data from public.objects where connection_id = ${connectionId} and type = ${type} and id > ${after}
          and not deleted order by id limit ${OWNERS}`.execute(trx);
      return rows;
    });
    const at = owners.findIndex(({ data }) => has?.(data) ?? true);
    const next = owners[at];
    if (next) return { id: next.id, passed: passed + at + 1 };
    if (owners.length < OWNERS) return null;
    passed += owners.length;
    after = owners.at(-1)?.id ?? after;
  }
}

/** The rest of a range after a page of one owner's list: the rest of that list, or the owners that follow. */
export function restOfOwned(
  range: ImportRange,
  { id, passed }: NextOwner,
  page: ListedPage,
): ImportRange {
  const last = page.hasMore ? page.data.at(-1) : undefined;
  const { owner: _read, ...others } = range;
  const rest = { ...others, passed: (range.passed ?? 0) + passed };
  return last ? { ...rest, owner: { id, after: last.id } } : { ...rest, after: id };
}
