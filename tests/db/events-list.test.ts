import { expect, it, vi } from "vitest";

import { uuidv7 } from "@/lib/core/ids";
import { storableEvent } from "@/lib/mesh/log";
import { listEvents } from "@/lib/verbs/events/list";

import { ada, owner, services, test } from "./verbs-fixture";

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 1, 12, minutes)).toISOString();

const store = (type: string, time: string, data: Record<string, unknown> = {}) =>
  services.log.publish([
    storableEvent({
      id: uuidv7(),
      type,
      source: "test",
      time,
      workspace: ada.workspace,
      origin: "provider",
      hops: 0,
      actor: { kind: "provider", id: "test" },
      data,
    }),
  ]);

const list = async (filter: Parameters<typeof listEvents.run>[1]) => {
  const { events } = await listEvents.run(owner, filter);
  return events.map(({ type, data: { n } }) => (typeof n === "string" ? n : type));
};

it("puts events that arrive late where they belong, and pages stay apart", async () => {
  // As a catch-up brings them: three now, then two that are older, one of the same moment, one with a wrong clock.
  for (const [n, minute] of [10, 20, 30, 5, 15, 20].entries())
    await store("order.test", at(minute), { n: `${minute}-${n}` });
  await store("order.test", "9999-01-01T00:00:00.000Z", { n: "future" });
  await store("order.test", new Date(Date.now() + 1).toISOString(), { n: "now" });
  const all = await list({ pattern: "order.test" });
  expect(all).toEqual(["now", "future", "30-2", "20-5", "20-1", "15-4", "10-0", "5-3"]);
  const paged: string[] = [];
  let before: number | undefined;
  for (;;) {
    const page = await listEvents.run(owner, { pattern: "order.test", limit: 3, before });
    paged.push(...page.events.map(({ data }) => String(data["n"])));
    // What comes meanwhile is newer and moves no page.
    await store("order.test", new Date().toISOString(), { n: "later" });
    if (page.next === null) break;
    before = page.next;
  }
  expect(paged).toEqual(all);
});

it("reads a page by an index, however far back", async () => {
  const plan = await test.admin.query(
    `explain select e.* from mesh.event e where e.workspace_id = '${ada.workspace}'
       and (least(e.time, e.recorded_at), e.seq) < ('2026-11-01'::timestamptz, 5)
     order by least(e.time, e.recorded_at) desc, e.seq desc limit 500`,
  );
  const text = JSON.stringify(plan.rows);
  expect(text).toContain("event_happened");
});

it("finds amounts, names and signs as people type them, and types by a part", async () => {
  const customer = { name: 'Emily "5 inch" Chen' };
  await store("shop.payment.made", at(40), { n: "paid", amount: 7500, currency: "usd", customer });
  await store("shop.note.made", at(41), { n: "noted", path: "C:\\dir", amount: 75 });
  for (const text of ["75.00", "$75", "75 USD", "emily", '"5 inch"'])
    expect({ text, found: await list({ text, pattern: "shop.**" }) }).toEqual({
      text,
      found: ["paid"],
    });
  expect(await list({ text: "75", pattern: "shop" })).toEqual(["noted", "paid"]);
  expect(await list({ text: "c:\\dir" })).toEqual(["noted"]);
  expect(await list({ pattern: "Payment" })).toContain("paid");
  expect(await list({ pattern: "payment.*" })).toEqual([]);
});

it("reads no more than it shows while nothing is filtered", async () => {
  const recent = vi.spyOn(services.log, "recent");
  const limits = () => recent.mock.calls.splice(0).map(([, limit]) => limit);
  const { events, next } = await listEvents.run(owner, { limit: 5 });
  expect([events.length, limits()]).toEqual([5, [16]]);
  const rest = await listEvents.run(owner, { limit: 100, before: next ?? undefined });
  expect(limits()).toEqual([101]);
  const all = await listEvents.run(owner, { limit: 100 });
  expect(all.events.length).toBeGreaterThan(5);
  expect([...events, ...rest.events].map(({ seq }) => seq)).toEqual(
    all.events.map(({ seq }) => seq),
  );
  expect([rest.next, all.next]).toEqual([null, null]);
  limits();
  await listEvents.run(owner, { limit: 5, text: "now" });
  expect(limits()).toEqual([500]);
  recent.mockRestore();
});
