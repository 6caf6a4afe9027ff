import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startSync, type Sync } from "@/lib/sync/main";
import { exportObjects } from "@/lib/verbs/objects/export";

import { connectAs, contextOf, refusal } from "./services";
import { ACCOUNT, ada, bob, owner, services, test, viewer } from "./verbs-fixture";

let connection: string;
let sync: Sync;
beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  sync = startSync(services);
  await sync.catchUp();
}, 60_000);
afterAll(() => sync.stop());

const stored = async (where: string): Promise<string[]> => {
  const { rows } = await test.admin.query<{ id: string }>(
    `select id from public.objects where connection_id = $1 and not deleted and ${where}`,
    [connection],
  );
  return rows.map(({ id }) => id);
};

async function read(context: typeof owner, input: object) {
  const { count, parts } = await exportObjects.run(context, input);
  const all = await Array.fromAsync(parts);
  return { count, sizes: all.map(({ objects }) => objects.length), all };
}

describe("an export of a list", () => {
  it("has every object once, in parts", async () => {
    await test.admin.query(
      `insert into public.objects (workspace_id, connection_id, type, id, created, data, api_version, source_time)
       select $1, $2, 'payout', 'po_many_' || n, date_trunc('second', now()), '{}', 'derived', now() from generate_series(1, 450) n`,
      [ada.workspace, connection],
    );
    const { count, sizes, all } = await read(viewer(), { type: "payout" });
    const ids = all.flatMap(({ objects }) => objects.map(({ id }) => id));
    expect(new Set(ids)).toEqual(new Set(await stored("type = 'payout'")));
    expect([ids.length, Math.max(...sizes)]).toEqual([count, 200]);
    expect(sizes.length).toBeGreaterThan(2);
  });

  it("brings the balance entries of payments, and the names of their customers", async () => {
    const { all } = await read(owner, { type: "payment", statuses: ["succeeded"] });
    const entries = new Set(all.flatMap((part) => part.entries.map(({ id }) => id)));
    const wanted = all.flatMap(({ objects }) =>
      objects.flatMap(({ data }) => data["balanceTransaction"] ?? []),
    );
    expect(wanted.length).toBeGreaterThan(0);
    expect(entries).toEqual(new Set(wanted));
    expect(all.some(({ names }) => Object.values(names).includes("Ada Whitfield"))).toBe(true);
  });

  it("stands in the audit log without what a person typed", async () => {
    const { count } = await exportObjects.run(owner, {
      type: "payment",
      statuses: ["failed"],
      text: "whitfield",
      from: new Date("2020-01-01T00:00:00Z"),
    });
    const { rows } = await test.admin.query(
      "select action, target, actor_id, details from public.audit_log where workspace_id = $1 order by id desc limit 1",
      [ada.workspace],
    );
    expect(rows).toEqual([
      {
        action: "objects.export",
        target: "payment",
        actor_id: ada.sub,
        details: {
          rows: count,
          status: "failed",
          method: null,
          currency: null,
          from: "2020-01-01T00:00:00.000Z",
          to: null,
          minAmount: null,
          maxAmount: null,
          needs: null,
          cardExpires: null,
          customer: null,
          parent: null,
          last4: null,
          text: "set",
          metadata: null,
        },
      },
    ]);
  });

  it("is for members of the workspace, and of types that exist", async () => {
    const stranger = exportObjects.run(contextOf(services, bob), { type: "payment", connection });
    expect((await refusal(stranger))[0]).toBe("not_found");
    expect((await refusal(exportObjects.run(owner, { type: "nonsense" })))[0]).toBe("invalid");
  });
});
