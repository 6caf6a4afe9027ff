import { sql } from "kysely";

import type { Database } from "@/lib/db/database";
import type { ImportRange } from "@/lib/db/object-imports";
import type { ObjectData } from "@/lib/providers/objects";

import type { ListedPage } from "./ranges";

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

/** The next object whose own list is to be read, in the order of ids; `null` when there is none left. */
export async function nextOwner(
  db: Database,
  connectionId: string,
  type: string,
  range: ImportRange,
): Promise<string | null> {
  return db.withService(async (trx) => {
    const { rows } = await sql<{ id: string }>`
      select id from public.objects where connection_id = ${connectionId} and type = ${type} and id > ${range.after ?? ""}
        and not deleted order by id limit 1`.execute(trx);
    return rows[0]?.id ?? null;
  });
}
