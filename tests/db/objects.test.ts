import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startSync, type Sync } from "@/lib/sync/main";
import { getObject } from "@/lib/verbs/objects/get";
import { listObjectsVerb } from "@/lib/verbs/objects/list";
import { searchObjectsVerb } from "@/lib/verbs/objects/search";

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

const payments = (input: object = {}) => listObjectsVerb.run(owner, { type: "payment", ...input });
const idsOf = ({ objects }: { objects: readonly { id: string }[] }) => objects.map(({ id }) => id);

describe("a list of payments", () => {
  it("reads on page by page without a gap, and back the same way", async () => {
    const all: string[] = [];
    const pages: string[][] = [];
    let page = await payments({ limit: 7 });
    for (;;) {
      pages.push(idsOf(page));
      all.push(...idsOf(page));
      if (page.next === null) break;
      page = await payments({ limit: 7, cursor: page.next });
    }
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(page.totals.reduce((sum, { count }) => sum + count, 0));
    for (const before of pages.slice(0, -1).toReversed()) {
      page = await payments({ limit: 7, cursor: page.previous ?? "" });
      expect(idsOf(page)).toEqual(before);
    }
    expect(page.previous).toBeNull();
  });

  it("keeps its place when newer payments arrive", async () => {
    const first = await payments({ limit: 5 });
    await test.admin.query(
      `insert into public.objects (workspace_id, connection_id, type, id, created, data, api_version, source_time)
       values ($1, $2, 'payment', 'pi_newer', now() + interval '1 hour', '{}', 'derived', now())`,
      [ada.workspace, connection],
    );
    const second = await payments({ limit: 5, cursor: first.next ?? "" });
    expect(idsOf(second).some((id) => idsOf(first).includes(id))).toBe(false);
    const back = await payments({ limit: 5, cursor: second.previous ?? "" });
    expect(idsOf(back)).toEqual(idsOf(first));
    await test.admin.query("delete from public.objects where id = 'pi_newer'");
  });

  it("sorts by amount, filters by status, amount, currency, time and words", async () => {
    const largest = await payments({ sort: "amount", currency: "usd", limit: 20 });
    const amounts = largest.objects.map(({ amount }) => amount ?? 0);
    expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
    const failed = await payments({ statuses: ["failed"] });
    expect(failed.objects.length).toBeGreaterThan(0);
    expect(new Set(failed.objects.map(({ status }) => status))).toEqual(new Set(["failed"]));
    const middle = await payments({
      currency: "usd",
      minAmount: 2000,
      maxAmount: 4000,
      limit: 100,
    });
    expect(middle.objects.length).toBeGreaterThan(0);
    expect(
      middle.objects.every(({ amount }) => amount !== null && amount >= 2000 && amount <= 4000),
    ).toBe(true);
    const [newest] = (await payments({ limit: 1 })).objects;
    const from = newest?.created ?? new Date();
    expect(idsOf(await payments({ from }))).toEqual([newest?.id]);
    expect((await payments({ text: "Yirgacheffe" })).objects.length).toBeGreaterThan(0);
    expect((await payments({ text: "no such word" })).objects).toEqual([]);
  });

  it("finds payments by their method as the list shows it", async () => {
    await test.admin.query(
      `insert into public.objects (workspace_id, connection_id, type, id, created, status, currency, amount, method, data, api_version, source_time)
       select $1, $2, 'payment', p.id, date_trunc('second', now()), 'succeeded', 'usd', 100, p.method,
         jsonb_build_object('method', jsonb_build_object('type', 'card', 'brand', 'visa', 'last4', p.last4)), 'derived', now()
       from (values ('pi_wallet', 'apple_pay', '7788'), ('pi_card', 'visa', '7788'), ('pi_other', 'visa', '9911')) p (id, method, last4)`,
      [ada.workspace, connection],
    );
    await test.admin.query(
      `insert into public.object_tokens (connection_id, token, created, type, id)
       select connection_id, data #>> '{method,last4}', created, type, id from public.objects
       where id in ('pi_wallet', 'pi_card', 'pi_other')`,
    );
    const ids = async (input: object) => idsOf(await payments({ limit: 100, ...input })).toSorted();
    expect(await ids({ text: "Visa •••• 7788" })).toEqual(["pi_card"]);
    expect(await ids({ text: "•••• 7788" })).toEqual(["pi_card", "pi_wallet"]);
    expect(await ids({ text: "apple pay" })).toEqual(["pi_wallet"]);
    expect(await ids({ methods: ["visa"], last4: "7788" })).toEqual(["pi_card"]);
    expect(await ids({ text: "visa" })).toEqual(await ids({ methods: ["visa"] }));
    const found = await searchObjectsVerb.run(owner, { text: "visa 7788" });
    expect(found.flatMap(({ objects }) => objects.map(({ id }) => id))).toEqual(["pi_card"]);
    const { choices } = await payments({ choices: true });
    expect(choices?.methods).toEqual(choices?.methods.toSorted());
    expect(choices?.methods).toEqual(expect.arrayContaining(["apple_pay", "visa"]));
    expect(choices?.currencies).toEqual(expect.arrayContaining(["usd", "kwd"]));
    await test.admin.query(
      "delete from public.objects where id in ('pi_wallet', 'pi_card', 'pi_other')",
    );
    await test.admin.query(
      "delete from public.object_tokens where id in ('pi_wallet', 'pi_card', 'pi_other')",
    );
  });

  it("adds up payments that succeeded, those of a status that is asked for, and entries net of fees", async () => {
    const sumOf = async (query: string) => {
      const { rows } = await test.admin.query<{ sum: string }>(
        `select sum(${query} and connection_id = $1 and currency = 'usd'`,
        [connection],
      );
      return Number(rows[0]?.sum);
    };
    const usd = async (type: string, input: object = {}) => {
      const { totals } = await listObjectsVerb.run(owner, { type, currency: "usd", ...input });
      return totals[0]?.sum;
    };
    const succeeded = await sumOf(
      "amount) from public.objects where type = 'payment' and status in ('succeeded', 'refunded', 'partially_refunded', 'disputed')",
    );
    const all = await sumOf("amount) from public.objects where type = 'payment'");
    expect(succeeded).toBeLessThan(all);
    expect(await usd("payment")).toBe(succeeded);
    const failed = await sumOf(
      "amount) from public.objects where type = 'payment' and status = 'failed'",
    );
    expect(failed).toBeGreaterThan(0);
    expect(await usd("payment", { statuses: ["failed"] })).toBe(failed);
    const net = await sumOf(
      "(data ->> 'net')::bigint) from public.objects where type = 'balance_transaction'",
    );
    expect(await usd("balance_transaction")).toBe(net);
    expect(net).not.toBe(
      await sumOf("amount) from public.objects where type = 'balance_transaction'"),
    );
  });

  it("adds up each currency for itself, and names customers", async () => {
    const { totals, names, objects } = await payments({ limit: 100 });
    const currencies = totals.map(({ currency }) => currency);
    expect(new Set(currencies).size).toBe(currencies.length);
    expect(currencies).toContain("usd");
    expect(currencies).toContain("kwd");
    const named = objects.filter(({ customer }) => customer !== null);
    expect(named.every(({ customer }) => names[customer ?? ""] !== undefined)).toBe(true);
  });

  it("refuses a cursor of another filter, a damaged one, and a filter that makes no sense", async () => {
    const { next } = await payments({ limit: 5 });
    expect((await refusal(payments({ limit: 5, cursor: next, statuses: ["failed"] })))[0]).toBe(
      "invalid",
    );
    expect((await refusal(payments({ cursor: "e30" })))[0]).toBe("invalid");
    const now = new Date();
    expect((await refusal(payments({ from: now, to: new Date(now.getTime() - 1) })))[0]).toBe(
      "invalid",
    );
    expect((await refusal(payments({ minAmount: 2, maxAmount: 1 })))[0]).toBe("invalid");
    expect((await refusal(listObjectsVerb.run(owner, { type: "nonsense" })))[0]).toBe("invalid");
  });
});

describe("who may see objects", () => {
  it("lets members see those of their workspace and nobody else's", async () => {
    expect(
      (await listObjectsVerb.run(viewer(), { type: "customer" })).objects.length,
    ).toBeGreaterThan(0);
    const stranger = contextOf(services, bob);
    expect((await refusal(listObjectsVerb.run(stranger, { type: "customer" })))[0]).toBe(
      "conflict",
    );
    expect(
      (await refusal(listObjectsVerb.run(stranger, { type: "customer", connection })))[0],
    ).toBe("not_found");
    expect(await searchObjectsVerb.run(stranger, { text: "ada" })).toEqual([]);
    const [one] = (await payments({ limit: 1 })).objects;
    const asked = getObject.run(stranger, { type: "payment", id: one?.id ?? "", connection });
    expect((await refusal(asked))[0]).toBe("not_found");
  });
});

describe("a search", () => {
  const found = async (text: string) =>
    (await searchObjectsVerb.run(owner, { text })).flatMap(({ objects }) => objects);

  it.each([
    ["ada whit", "customer", "Ada Whitfield"],
    ["Whitfield", "customer", "Ada Whitfield"],
    ["jonas.bergstrom@example.com", "customer", "Jonas Bergström"],
    ["bergstr", "customer", "Jonas Bergström"],
    ["+1 (500) 555-0101", "customer", "Ada Whitfield"],
  ])("for %j finds the %s %s", async (text, type, label) => {
    const hits = await found(text);
    expect(hits.filter((hit) => hit.type === type).map((hit) => hit.label)).toContain(label);
  });

  it.each(["$20.00", "20", "20,00 $", "¥500", "5.12 kwd"])(
    "for the amount %j finds payments of it",
    async (text) => {
      const hits = (await found(text)).filter(({ type }) => type === "payment");
      expect(hits.length).toBeGreaterThan(0);
    },
  );

  it("finds a card by its last digits, and an object by its id", async () => {
    expect((await found("4242")).some(({ type }) => type === "payment")).toBe(true);
    const [charge] = (await listObjectsVerb.run(owner, { type: "charge", limit: 1 })).objects;
    expect((await found(charge?.id ?? "")).map(({ id }) => id)).toEqual([charge?.id]);
    expect(await found("%_\\'; drop table")).toEqual([]);
    const [payment] = (await payments({ limit: 1 })).objects;
    expect((await found(payment?.id ?? "")).map(({ type }) => type)).toContain("payment");
  });

  it("finds a customer among many payments of the same name", async () => {
    await test.admin.query(
      `with made as (insert into public.objects (workspace_id, connection_id, type, id, created, data, api_version, source_time)
         select $1, $2, 'payment', 'pi_many_' || n, now() + n * interval '1 second', '{}', 'derived', now()
         from generate_series(1, 60) n returning connection_id, created, type, id)
       insert into public.object_tokens (connection_id, token, created, type, id)
         select connection_id, 'whitfield', created, type, id from made`,
      [ada.workspace, connection],
    );
    const hits = await found("whitfield");
    expect(hits.filter(({ type }) => type === "customer").map(({ label }) => label)).toEqual([
      "Ada Whitfield",
    ]);
    expect(hits.filter(({ id }) => id.startsWith("pi_many_"))).toHaveLength(8);
    await test.admin.query("delete from public.object_tokens where id like 'pi_many_%'");
    await test.admin.query("delete from public.objects where id like 'pi_many_%'");
  });
});

describe("the page of a payment", () => {
  it("has what belongs to it: charge, fee and refund", async () => {
    const [refunded] = (await payments({ statuses: ["refunded"], limit: 1 })).objects;
    const { related } = await getObject.run(owner, { type: "payment", id: refunded?.id ?? "" });
    const types = new Set(related.map(({ type }) => type));
    expect([...types]).toEqual(
      expect.arrayContaining(["charge", "refund", "balance_transaction", "customer"]),
    );
  });
  it("of a customer has what the customer paid, less refunds", async () => {
    const [payment] = (await payments({ statuses: ["succeeded"], limit: 1 })).objects;
    const { paid, related } = await getObject.run(owner, {
      type: "customer",
      id: payment?.customer ?? "",
    });
    expect(paid[0]?.sum).toBeGreaterThan(0);
    expect(related.some(({ type }) => type === "payment")).toBe(true);
  });
});
