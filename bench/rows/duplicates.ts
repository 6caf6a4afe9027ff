import { startDatabase } from "../database.ts";
import { drive, meshEvent } from "../events.ts";
import { ratio, ROUNDS, type Row } from "../report.ts";

const EVENTS = 2000;
const CONCURRENCY = 32;
const WORKSPACES = 16;

/** The same events a second time, against their first time. */
export const run: Row = async () => {
  const database = await startDatabase();
  const { admin, publisher } = database;
  const nextTransaction = async () => {
    const { rows } = await admin.query<{ next: string }>(
      "select pg_snapshot_xmax(pg_current_snapshot()) as next",
    );
    return rows[0]?.next ?? "0";
  };
  /** Row versions of the log that a transaction from `first` on has written. */
  const writtenSince = async (first: string) => {
    const tables = ["mesh.event", "mesh.inbox", "mesh.stream", "private.quarantine"];
    const counts = tables.map(
      (table) => `(select count(*) from ${table} where xmin::text::bigint >= $1::bigint)`,
    );
    const { rows } = await admin.query<{ written: string }>(
      `select ${counts.join(" + ")} as written`,
      [first],
    );
    return Number(rows[0]?.written);
  };
  try {
    const workspaces = await database.workspaces(WORKSPACES);
    const events = (label: string) =>
      Array.from({ length: EVENTS }, (_, at) =>
        meshEvent(`${label}_${at}`, workspaces[at % WORKSPACES] ?? ""),
      );
    await drive(events("warm"), CONCURRENCY, (event) => publisher.publish(event));
    const ours: number[] = [];
    const floor: number[] = [];
    let written = 0;
    for (let at = 0; at < ROUNDS; at++) {
      const batch = events(`r${at}`);
      floor.push(await drive(batch, CONCURRENCY, (event) => publisher.publish(event)));
      const first = await nextTransaction();
      ours.push(await drive(batch, CONCURRENCY, (event) => publisher.publish(event)));
      written += await writtenSince(first);
    }
    return [
      {
        what: "duplicates (floor: the same events, fresh)",
        unit: "events/s",
        ours,
        floor,
        ratios: [
          ratio("×fresh", ours, floor, { atLeast: 1.3 }),
          { name: "rows written", values: [written], bar: { atMost: 0 } },
        ],
      },
    ];
  } finally {
    await database.stop();
  }
};
