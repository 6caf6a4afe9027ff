import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { chooseAccount } from "@/lib/business/accounts";
import { startSync, type Sync } from "@/lib/sync/main";
import { getMetric } from "@/lib/verbs/metrics/get";
import { metricsOverview } from "@/lib/verbs/metrics/overview";
import { metricsRevenue } from "@/lib/verbs/metrics/revenue";
import { getObject } from "@/lib/verbs/objects/get";
import { objectHistory } from "@/lib/verbs/objects/history";
import { listObjectsVerb } from "@/lib/verbs/objects/list";
import { searchObjectsVerb } from "@/lib/verbs/objects/search";
import { payoutEntriesVerb } from "@/lib/verbs/payouts/entries";
import { syncStatus } from "@/lib/verbs/sync/status";
import type { Context } from "@/lib/verbs/types";
import { KISSATEN_ID } from "@/sandbox/stripe/testing";

import { connectAs, contextOf, refusal } from "./services";
import { ACCOUNT, ada, bob, owner, sandbox, services, test } from "./verbs-fixture";

/** Ada has two accounts; Bob's own workspace has one of its own. */
let first: string;
let second: string;
let stranger: Context;
let payment: string;
let customer: string;
let sync: Sync;
beforeAll(async () => {
  sandbox.control.connect(KISSATEN_ID);
  first = (await connectAs(test, ada, ACCOUNT)).id;
  second = (await connectAs(test, ada, KISSATEN_ID)).id;
  sync = startSync(services);
  await sync.catchUp();
  stranger = contextOf(services, bob);
  const newest = async (type: string) =>
    (await listObjectsVerb.run(owner, { type, connection: second, limit: 1 })).objects[0]?.id ?? "";
  payment = await newest("payment");
  customer = await newest("customer");
}, 120_000);
afterAll(() => sync.stop());

const chosen = async (context: Context, wanted?: string) =>
  chooseAccount(await syncStatus.run(context, {}), wanted).chosen?.account.connectionId ?? null;

describe("a workspace with several accounts", () => {
  it("shows the one that was connected first, or the one of the address", async () => {
    expect(await chosen(owner)).toBe(first);
    expect(await chosen(owner, second)).toBe(second);
    const [without, named] = await Promise.all([
      metricsOverview.run(owner, {}),
      metricsOverview.run(owner, { connection: second }),
    ]);
    expect([without.account.connectionId, named.account.connectionId]).toEqual([first, second]);
  });

  it("does not mix their objects", async () => {
    expect(payment).toMatch(/^pi_/);
    const idsOf = async (connection: string) =>
      (await listObjectsVerb.run(owner, { type: "payment", connection, limit: 100 })).objects.map(
        ({ id }) => id,
      );
    expect(await idsOf(first)).not.toContain(payment);
    const asked = getObject.run(owner, { type: "payment", id: payment, connection: first });
    expect((await refusal(asked))[0]).toBe("not_found");
  });
});

describe("an address with an account of another workspace", () => {
  it.each([
    ["without an account of its own", false],
    ["with an account of its own", true],
  ])("shows nothing of it to a workspace %s", async (_name, hasOwn) => {
    if (hasOwn) await connectAs(test, bob, "acct_1EmptySandboxShp");
    expect(await chosen(stranger, second)).toBeNull();
    const connection = second;
    const asked = [
      metricsOverview.run(stranger, { connection }),
      metricsRevenue.run(stranger, { connection, movement: "new" }),
      getMetric.run(stranger, { connection, metric: "mrr" }),
      listObjectsVerb.run(stranger, { connection, type: "payment" }),
      getObject.run(stranger, { connection, type: "payment", id: payment }),
      objectHistory.run(stranger, { connection, type: "customer", id: customer }),
      payoutEntriesVerb.run(stranger, { connection, payout: "po_1" }),
    ];
    const codes = await Promise.all(asked.map(async (work) => (await refusal(work))[0]));
    expect(new Set(codes)).toEqual(new Set(["not_found"]));
    const found = await searchObjectsVerb.run(stranger, { text: payment });
    expect(found.flatMap(({ objects }) => objects)).toEqual([]);
  });
});
