import "../../scripts/alias.ts";

/** A process that begins to erase a customer and stops in the middle of the log, so that its parent can kill it there. */
const { createDatabase } = await import("../../lib/db/database.ts");
const { liveConnections } = await import("../../lib/db/connections.ts");
const { objectsByKey } = await import("../../lib/db/objects.ts");
const { redactEvents } = await import("../../lib/db/erasures.ts");
const { beginErasure } = await import("../../lib/sync/erase.ts");

const { CONNECTION = "", CUSTOMER = "", USER_ID = "", DATABASE_URL = "" } = process.env;
const db = createDatabase(DATABASE_URL);
const erasure = await db.withService(async (trx) => {
  const connection = (await liveConnections(trx)).find(({ id }) => id === CONNECTION);
  const [customer] = await objectsByKey(trx, CONNECTION, [{ type: "customer", id: CUSTOMER }]);
  if (!connection || !customer) throw new Error("There is no such customer.");
  return beginErasure(trx, connection, customer, { userId: USER_ID, now: new Date() });
});
// One part is committed; the next one never ends.
await db.withService((trx) => redactEvents(trx, erasure, 20));
await db.withService(async (trx) => {
  await redactEvents(trx, erasure, 20);
  process.send?.("begun");
  await new Promise(() => {});
});
