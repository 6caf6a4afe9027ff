import { namesOf } from "@/lib/db/object-lists";
import type { MeshEvent } from "@/lib/mesh/event";

import type { Context } from "../types";

const customerOf = ({ data }: Pick<MeshEvent, "data">): string | null =>
  typeof data["customer"] === "string" ? data["customer"] : null;

/** Names the customer of an event, from the synced copies. */
export type NameOf = (event: MeshEvent) => { readonly name: string } | undefined;

/** Reads the names of the customers that events name by id, one query for each connection. */
export async function customerNames(
  { services, user }: Pick<Context, "services" | "user">,
  events: readonly MeshEvent[],
): Promise<NameOf> {
  const byConnection = Map.groupBy(
    events.filter((event) => event.connection !== undefined && customerOf(event) !== null),
    ({ connection }) => connection ?? "",
  );
  if (byConnection.size === 0) return () => undefined;
  const names = await services.db.withUser(user, async (trx) => {
    const found = new Map<string, string>();
    for (const [connection, own] of byConnection) {
      const ids = own.flatMap((event) => customerOf(event) ?? []);
      for (const [id, name] of await namesOf(trx, connection, "customer", ids))
        found.set(`${connection} ${id}`, name);
    }
    return found;
  });
  return (event) => {
    const name = names.get(`${event.connection ?? ""} ${customerOf(event) ?? ""}`);
    return name === undefined ? undefined : { name };
  };
}

const ID = /^[a-z]{2,8}_[A-Za-z0-9]{6,200}$/;

/** Names of the customers that rows of a widget name by id. */
export async function rowNames(
  { services, user }: Pick<Context, "services" | "user">,
  connectionId: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<Record<string, string>> {
  const ids = rows.flatMap((row) =>
    Object.values(row).filter(
      (value): value is string => typeof value === "string" && ID.test(value),
    ),
  );
  if (ids.length === 0) return {};
  const names = await services.db.withUser(user, (trx) =>
    namesOf(trx, connectionId, "customer", ids),
  );
  return Object.fromEntries(names);
}
