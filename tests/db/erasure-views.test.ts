import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { startSync, type Sync } from "@/lib/sync/main";
import { eraseCustomer } from "@/lib/verbs/customers/erase";
import { customerErasure } from "@/lib/verbs/customers/erasure";
import type { Context } from "@/lib/verbs/types";
import { listViews, saveView } from "@/lib/verbs/views/views";

import { createPerson, deliverSince, now, settled, traces, type Person } from "./erasure-fixture";
import { connectAs, contextOf } from "./services";
import { ACCOUNT, ada, bob, owner, services, test, viewer } from "./verbs-fixture";

/** Saved views and automations that name a customer who is erased. */
let sync: Sync;
let connection: string;
let person: Person;
let proof: Awaited<ReturnType<typeof eraseCustomer.run>>;

const save = (context: Context, name: string, address: Record<string, string>) =>
  saveView.run(context, { list: "payments", name, address });
const viewsOf = async (context: Context) =>
  (await listViews.run(context, { list: "payments" })).map(({ name }) => name).toSorted();

/** An automation with these versions, of which the last but one is live. */
async function automation(name: string, texts: readonly string[]): Promise<string> {
  const { rows } = await test.admin.query<{ id: string }>(
    "insert into public.automations (workspace_id, name, latest_version, live_version) values ($1, $2, $3, $4) returning id",
    [ada.workspace, name, texts.length, Math.max(1, texts.length - 1)],
  );
  const id = rows[0]?.id ?? "";
  for (const [at, text] of texts.entries())
    await test.admin.query(
      "insert into public.automation_versions (automation_id, version, workspace_id, definition, author_kind, author_id, created_at) values ($1, $2, $3, $4, 'user', 'x', now() - interval '1 hour')",
      [id, at + 1, ada.workspace, { name, steps: [{ text, amount: 15_551_230 }] }],
    );
  return id;
}
const textsOf = async (id: string) =>
  (
    await test.admin.query<{ text: string; amount: number }>(
      "select definition #>> '{steps,0,text}' as text, (definition #>> '{steps,0,amount}')::int as amount from public.automation_versions where automation_id = $1 order by version",
      [id],
    )
  ).rows.map(({ text, amount }) => [text, amount]);

let others: string;
let older: string;
let inUse: string;

beforeAll(async () => {
  connection = (await connectAs(test, ada, ACCOUNT)).id;
  sync = startSync(services);
  await sync.catchUp();
  const since = now() - 1;
  person = await createPerson("7");
  await deliverSince(since, [{ user: ada, connection }]);
  sync.soon();
  await settled();
  await save(owner, "By id", { customer: person.id, tab: "failed" });
  await save(owner, "By address", { q: person.email.toUpperCase() });
  await save(owner, "By payment", { q: `order of ${person.payment}` });
  await save(owner, "By first letters", { customer: "zelda q" });
  await save(owner, `All of ${person.name}`, { tab: "refunded" });
  await save(owner, "Failed", { tab: "failed", min: "10" });
  await save(owner, "Others", { customer: "cus_somebodyElse" });
  await save(viewer(), "Hers", { q: person.name });
  await save(viewer(), "Large", { min: "500" });
  await save(contextOf(services, bob), "In another workspace", { customer: person.id });
  others = await automation("Others", ["To somebody@example.com", "cus_somebodyElse"]);
  older = await automation("Older", [
    `To ${person.email.toUpperCase()} and cus_somebodyElse`,
    "To the team",
    "To the team again",
  ]);
  inUse = await automation("In use", [`For ${person.id}`, "For nobody"]);
  await test.admin.query("update public.connections set last_error = $2 where id = $1", [
    connection,
    `No such customer: ${person.id}`,
  ]);
  await test.admin.query(
    "insert into private.mrr_gaps values ($1, 'sub_gone', $2, 'metered'), ($1, 'sub_else', 'cus_somebodyElse', 'metered')",
    [connection, person.id],
  );
  const words = { text: `For ${person.name}` };
  for (const status of ["waiting", "succeeded"])
    await test.admin.query(
      `insert into public.action_attempts (id, workspace_id, connection_id, action, type, object_id, basis, summary, note, operation, input, plan_hash, form_values, status)
       values (gen_random_uuid(), $1, $2, 'refund', 'payment', $3, 'x', 'Refund $1.00', $4, 'refunds.create', $5, 'x', $5, $6)`,
      [ada.workspace, connection, person.payment, `${person.name} asked for it.`, words, status],
    );
  proof = await eraseCustomer.run(owner, { id: person.id, connection, confirm: person.email });
  await vi.waitFor(
    async () => {
      const { erasure } = await customerErasure.run(owner, { id: person.id });
      if (!erasure?.finishedAt) throw new Error("The erasure has not finished.");
    },
    { timeout: 20_000, interval: 50 },
  );
}, 120_000);
afterAll(() => sync.stop());

describe("saved views that name an erased customer", () => {
  it("are deleted, whoever saved them, and others stay", async () => {
    expect(await viewsOf(owner)).toEqual(["Failed", "Others"]);
    expect(await viewsOf(viewer())).toEqual(["Large"]);
    expect(await viewsOf(contextOf(services, bob))).toEqual(["In another workspace"]);
    expect(proof.counts["views"]).toBe(6);
  });

  it("lose the customer if they are saved again", async () => {
    const saved = await save(owner, "Again", { customer: person.id, tab: "failed" });
    expect(saved.address).toEqual({ tab: "failed" });
    const changed = await saveView.run(owner, { ...saved, address: { q: person.payment } });
    expect(changed.address).toEqual({});
  });
});

describe("automations that name an erased customer", () => {
  it("lose the customer in versions that nothing runs any more", async () => {
    expect(await textsOf(older)).toEqual([
      ["To erased and cus_somebodyElse", 15_551_230],
      ["To the team", 15_551_230],
      ["To the team again", 15_551_230],
    ]);
    expect((await textsOf(others)).map(([text]) => text)).toEqual([
      "To somebody@example.com",
      "cus_somebodyElse",
    ]);
  });

  it("are named by the proof while the version in use names the customer", async () => {
    expect((await textsOf(inUse))[0]).toEqual([`For ${person.id}`, 15_551_230]);
    const named = async () =>
      (await customerErasure.run(owner, { id: person.id })).erasure?.automations;
    expect(await named()).toEqual([{ id: inUse, name: "In use" }]);
    await test.admin.query(
      "update public.automation_versions set definition = '{}' where automation_id = $1",
      [inUse],
    );
    await test.admin.query(
      "update public.automation_versions set created_at = now() where automation_id = $1",
      [inUse],
    );
    expect(await named()).toEqual([]);
  });
});

it("leaves no trace in any other table", async () => {
  const left = await traces(person, bob);
  // The view in another workspace is not of this one's customer.
  expect(left.filter((place) => place !== "public.saved_views.address")).toEqual([]);
  const { rows } = await test.admin.query<{ subscription: string }>(
    "select subscription from private.mrr_gaps where connection_id = $1",
    [connection],
  );
  expect(rows).toEqual([{ subscription: "sub_else" }]);
});

it("ends what people asked to do and that waited, and keeps what was done", async () => {
  const { rows } = await test.admin.query<{ status: string }>(
    "select status from public.action_attempts where connection_id = $1 order by status",
    [connection],
  );
  expect(rows.map(({ status }) => status)).toEqual(["failed", "succeeded"]);
});
