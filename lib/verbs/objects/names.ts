import { namesOf } from "@/lib/db/object-lists";
import type { MeshEvent } from "@/lib/mesh/event";

import type { Context } from "../types";

const customerOf = ({ data }: Pick<MeshEvent, "data">): string | null =>
  typeof data["customer"] === "string" ? data["customer"] : null;

/** Names the customer of an event, from the synced copies. */
export type NameOf = (event: MeshEvent) => { readonly name: string } | undefined;

/** Names by connection and id. */
type Names = ReadonlyMap<string, string>;
type Reader = Pick<Context, "services" | "user">;

const keyOf = (connection: string, id: string) => `${connection} ${id}`;

async function readNames(
  { services, user }: Reader,
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Names> {
  return services.db.withUser(user, async (trx) => {
    const names = new Map<string, string>();
    for (const [connection, ids] of wanted)
      for (const [id, name] of await namesOf(trx, connection, "customer", [...ids]))
        names.set(keyOf(connection, id), name);
    return names;
  });
}

const gathering = new WeakMap<
  Reader,
  { wanted: Map<string, Set<string>>; names: Promise<Names> }
>();

/** Reads names of customers, in one transaction with those that the same request asks for in this turn. */
function gatherNames(
  reader: Reader,
  asked: ReadonlyMap<string, readonly string[]>,
): Promise<Names> {
  if ([...asked.values()].every((ids) => ids.length === 0)) return Promise.resolve(new Map());
  const wanted = gathering.get(reader)?.wanted ?? new Map<string, Set<string>>();
  for (const [connection, ids] of asked)
    wanted.set(connection, new Set([...(wanted.get(connection) ?? []), ...ids]));
  const open = gathering.get(reader);
  if (open) return open.names;
  const names = new Promise((resolve) => setImmediate(resolve)).then(() => {
    gathering.delete(reader);
    return readNames(reader, wanted);
  });
  gathering.set(reader, { wanted, names });
  return names;
}

/** Reads the names of the customers that events name by id. */
export async function customerNames(reader: Reader, events: readonly MeshEvent[]): Promise<NameOf> {
  const asked = new Map<string, string[]>();
  for (const event of events) {
    const id = customerOf(event);
    if (event.connection === undefined || id === null) continue;
    asked.set(event.connection, [...(asked.get(event.connection) ?? []), id]);
  }
  const names = await gatherNames(reader, asked);
  return (event) => {
    const name = names.get(keyOf(event.connection ?? "", customerOf(event) ?? ""));
    return name === undefined ? undefined : { name };
  };
}

const ID = /^[a-z]{2,8}_[A-Za-z0-9]{6,200}$/;

/** Names of the customers that rows of a widget name by id. */
export async function rowNames(
  reader: Reader,
  connectionId: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<Record<string, string>> {
  const ids = rows.flatMap((row) =>
    Object.values(row).filter(
      (value): value is string => typeof value === "string" && ID.test(value),
    ),
  );
  const names = await gatherNames(reader, new Map([[connectionId, ids]]));
  return Object.fromEntries(
    ids.flatMap((id) => {
      const name = names.get(keyOf(connectionId, id));
      return name === undefined ? [] : [[id, name]];
    }),
  );
}
