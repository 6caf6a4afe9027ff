import { afterAll, beforeAll, expect, it } from "vitest";

import { startSync, type Sync } from "@/lib/sync/main";
import { listObjectsVerb } from "@/lib/verbs/objects/list";
import { rereadObject, restartSync } from "@/lib/verbs/sync/control";
import { dataHealth } from "@/lib/verbs/sync/health";

import { connectAs, refusal } from "./services";
import { ACCOUNT, ada, owner, services, test, viewer } from "./verbs-fixture";

let connection: string;
let sync: Sync;
beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  sync = startSync(services);
  await sync.catchUp();
}, 60_000);
afterAll(() => sync.stop());

const health = () => dataHealth.run(viewer(), { connection });
const typeOf = async (type: string) => (await health()).types.find((one) => one.type === type);
const labelOf = async (id: string) => {
  const { rows } = await test.admin.query<{ label: string }>(
    "select label from public.objects where connection_id = $1 and id = $2",
    [connection, id],
  );
  return rows[0]?.label;
};

it("counts what is stored, however often it was read", async () => {
  const before = await typeOf("customer");
  const { totals } = await listObjectsVerb.run(owner, { type: "customer" });
  expect(before?.rows).toBe(totals.reduce((sum, { count }) => sum + count, 0));
  expect(before?.newest).toBeInstanceOf(Date);
  await restartSync.run(owner, { connection, type: "customer" });
  await sync.catchUp();
  expect((await typeOf("customer"))?.rows).toBe(before?.rows);
  expect((await typeOf("event"))?.rows).toBeUndefined();
});

it("says how far events are behind", async () => {
  await test.admin.query(
    `insert into private.object_changes (connection_id, workspace_id, seq, type, id, source_time, deleted)
     values ($1, $2, 900000, 'coupon', 'x', now() - interval '90 seconds', false)`,
    [connection, ada.workspace],
  );
  const waiting = await typeOf("coupon");
  await test.admin.query("delete from private.object_changes where seq = 900000");
  expect(waiting?.waiting).toBe(1);
  expect(waiting?.lagSeconds).toBeGreaterThan(80);
});

it(
  "keeps an object that cannot be stored as it came, until it can",
  { timeout: 60_000 },
  async () => {
    const [customer] = (await listObjectsVerb.run(owner, { type: "customer", limit: 1 })).objects;
    const id = customer?.id ?? "";
    await test.admin.query(
      `create function private.refuse() returns trigger language plpgsql as $$ begin
       if new.id = '${id}' then raise exception 'value out of range' using errcode = '22003'; end if; return new; end $$`,
    );
    await test.admin.query(
      "create trigger refuse before insert on public.objects for each row execute function private.refuse()",
    );
    await restartSync.run(owner, { connection, type: "customer" });
    await sync.catchUp();
    const { unstored } = await health();
    expect(unstored).toMatchObject({
      count: 1,
      objects: [{ type: "customer", id, problem: "The database refused it: value out of range" }],
    });
    const { rows } = await test.admin.query<{ raw: { id: string } }>(
      "select raw from private.unstored_objects where connection_id = $1",
      [connection],
    );
    expect(rows[0]?.raw.id).toBe(id);
    await test.admin.query("drop trigger refuse on public.objects");
    await rereadObject.run(owner, { connection, type: "customer", id });
    sync.soon();
    await expect.poll(async () => (await health()).unstored.count, { timeout: 30_000 }).toBe(0);
  },
);

it("reads one object again by its id", { timeout: 60_000 }, async () => {
  const [customer] = (await listObjectsVerb.run(owner, { type: "customer", limit: 1 })).objects;
  await test.admin.query(
    `update public.objects set label = 'Stale', data = data || '{"name":"Stale"}', source_time = source_time - interval '1 day'
     where connection_id = $1 and id = $2`,
    [connection, customer?.id],
  );
  await rereadObject.run(owner, { connection, type: "customer", id: ` ${customer?.id ?? ""} ` });
  sync.soon();
  await expect
    .poll(() => labelOf(customer?.id ?? ""), { timeout: 30_000 })
    .toBe(customer?.label ?? "");
  const asked = rereadObject.run(owner, { connection, type: "payment", id: "pi_1" });
  expect((await refusal(asked))[0]).toBe("invalid");
  expect(
    (await refusal(rereadObject.run(viewer(), { connection, type: "customer", id: "cus_1" })))[0],
  ).toBe("forbidden");
});
