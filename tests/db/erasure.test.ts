import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startSync, type Sync } from "@/lib/sync/main";
import { eraseCustomer } from "@/lib/verbs/customers/erase";
import { customerErasure } from "@/lib/verbs/customers/erasure";
import { getObject } from "@/lib/verbs/objects/get";
import { searchObjectsVerb } from "@/lib/verbs/objects/search";
import { restartSync } from "@/lib/verbs/sync/control";

import {
  createPerson,
  createRun,
  deliverSince,
  now,
  pay,
  settled,
  stripe,
  traces,
  type Person,
  type Recipient,
} from "./erasure-fixture";
import { connectAs, newEventId, refusal } from "./services";
import { ACCOUNT, ada, bob, owner, services, test } from "./verbs-fixture";

let sync: Sync;
let mine: Recipient;
/** The same account in a workspace of somebody else. */
let theirs: Recipient;
let person: Person;

const erase = (of: Person, confirm = of.email) =>
  eraseCustomer.run(owner, { id: of.id, connection: mine.connection, confirm });
const finishedAt = async ({ id }: Person) =>
  (await customerErasure.run(owner, { id })).erasure?.finishedAt ?? null;
const countOf = async (table: string, { connection }: Recipient, id: string) =>
  (
    await test.admin.query<{ n: number }>(
      `select count(*)::int as n from ${table} where connection_id = $1 and (id = $2 or to_jsonb(t) ->> 'customer' = $2)`.replace(
        " where",
        " t where",
      ),
      [connection, id],
    )
  ).rows[0]?.n ?? 0;
const eventsOf = async ({ user }: Recipient, where: string, values: unknown[] = []) =>
  (
    await test.admin.query<{
      id: string;
      type: string;
      seq: number;
      subject: string | null;
      data: Record<string, unknown>;
    }>(
      `select id, type, seq::int, subject, data from mesh.event where workspace_id = $1 and ${where} order by seq`,
      [user.workspace, ...values],
    )
  ).rows;

async function shopEvent(data: Record<string, unknown>, subject?: string) {
  const id = newEventId();
  await services.publisher.publish({
    id,
    type: "shop.order.placed",
    source: "api:shop",
    ...(subject ? { subject } : {}),
    time: new Date().toISOString(),
    data,
    workspace: ada.workspace,
    origin: "api",
    hops: 0,
    actor: { kind: "token", id: "t" },
  });
  return id;
}

beforeAll(async () => {
  mine = { user: ada, connection: (await connectAs(test, ada, ACCOUNT)).id };
  theirs = { user: bob, connection: (await connectAs(test, bob, ACCOUNT)).id };
  sync = startSync(services);
  await sync.catchUp();
}, 60_000);
afterAll(() => sync.stop());

/** Creates a person whom the copy, the log and the runs of both workspaces know. */
async function knownPerson(tag: string): Promise<Person> {
  const since = now() - 1;
  const made = await createPerson(tag);
  await deliverSince(since, [mine, theirs]);
  sync.soon();
  await settled();
  for (const recipient of [mine, theirs]) await createRun(recipient, made);
  return made;
}

describe("erasing a customer", () => {
  let open: string;
  let others: string;
  let seqs: number[];
  /** Where the database mentioned the person before. */
  let known: string[];
  let proof: Awaited<ReturnType<typeof erase>>;

  beforeAll(async () => {
    person = await knownPerson("1");
    open = await createRun(mine, person, { status: "waiting" });
    // A run of a schedule that read a list in which the customer was.
    await createRun(mine, person, { trigger: { type: "schedule" }, output: { ids: [person.id] } });
    others = await createRun(mine, person, {
      trigger: { type: "schedule" },
      output: { ids: ["cus_somebodyElse"] },
    });
    await test.admin.query(
      "update public.approvals set reason = 'x', plan = '{}', note = null where run_id = any ($1)",
      [[others]],
    );
    await shopEvent({ order: 7, email: person.email.toUpperCase() });
    await shopEvent({ items: [{ buyer: { id: person.id } }] }, "order 8");
    await test.admin.query(
      "insert into public.audit_log (workspace_id, actor_kind, actor_id, action, target, details) values ($1, 'automation', 'x', 'customers.get', $2, '{}')",
      [ada.workspace, `GET /v1/customers/${person.id}`],
    );
    seqs = (await eventsOf(mine, "true")).map(({ seq }) => seq);
    known = await traces(person, bob);
    proof = await erase(person);
  }, 60_000);

  it("leaves no trace of the customer in any table", async () => {
    expect(known).toEqual(
      expect.arrayContaining([
        "mesh.event.data",
        "mesh.event.subject",
        "public.approvals.reason",
        "public.audit_log.target",
        "public.object_tokens.token",
        "public.objects.customer",
        "public.objects.data",
        "public.objects.label",
        "public.runs.context",
        "public.runs.trigger",
        "public.steps.output",
      ]),
    );
    await expect
      .poll(() => finishedAt(person), {
        timeout: 20_000,
      })
      .not.toBeNull();
    expect(await traces(person, bob)).toEqual([]);
  });

  it("returns a proof, which the audit log has without personal data", async () => {
    expect(proof.counts).toMatchObject({ customer: 1, payment: 1, charge: 1, refund: 1 });
    expect(proof.hash).toMatch(/^[0-9a-f]{64}$/);
    const { rows } = await test.admin.query<Record<string, unknown>>(
      "select action, target, actor_id, details from public.audit_log where workspace_id = $1 and action like 'customers.erase%' order by id",
      [ada.workspace],
    );
    expect(rows).toMatchObject([
      {
        action: "customers.erase",
        target: proof.hash,
        actor_id: ada.sub,
        details: { customer: 1 },
      },
      {
        action: "customers.erased",
        target: proof.hash,
        actor_id: ada.sub,
        details: { runs: 3, audit: 1 },
      },
    ]);
    expect(await customerErasure.run(owner, { id: "cus_somebodyElse" })).toEqual({ erasure: null });
  });

  it("keeps the place, id, type and time of every event, and amounts without the person", async () => {
    const after = await eventsOf(mine, "data ? 'personalDataErased'");
    expect((await eventsOf(mine, "true")).map(({ seq }) => seq).slice(0, seqs.length)).toEqual(
      seqs,
    );
    const paid = after.find(({ type }) => type === "stripe.payment.received");
    expect(paid?.id).toMatch(/^evt_/);
    expect(paid?.data).toMatchObject({ personalDataErased: true, amount: 7500, currency: "usd" });
    expect(after.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        "stripe.customer.created",
        "shop.order.placed",
        "slack.message.sent",
      ]),
    );
  });

  it("cancels runs that have not ended, and leaves runs about others alone", async () => {
    const { rows } = await test.admin.query<{ id: string; status: string }>(
      "select r.id, r.status from public.runs r where r.id = $1",
      [open],
    );
    expect(rows[0]?.status).toBe("cancelled");
    const left = await test.admin.query("select output from public.steps where run_id = $1", [
      others,
    ]);
    expect(left.rows).toEqual([{ output: { ids: ["cus_somebodyElse"] } }]);
  });

  it("cannot be found, opened or erased again", async () => {
    expect((await searchObjectsVerb.run(owner, { text: person.email }))[0]?.objects).toEqual([]);
    const asked = { type: "customer", id: person.id, connection: mine.connection };
    expect((await refusal(getObject.run(owner, asked)))[0]).toBe("not_found");
    expect((await refusal(erase(person)))[0]).toBe("conflict");
  });

  it("leaves the same customer of another workspace alone", async () => {
    expect(await countOf("public.objects", theirs, person.id)).toBeGreaterThan(3);
    const events = await eventsOf(theirs, "data ->> 'customer' = $2", [person.id]);
    expect(events.length).toBeGreaterThan(0);
    expect(await eventsOf(theirs, "data ? 'personalDataErased'")).toEqual([]);
    const { rows } = await test.admin.query(
      "select 1 from public.steps where workspace_id = $1 and input ->> 'to' = $2",
      [bob.workspace, person.email],
    );
    expect(rows).toHaveLength(1);
  });
});

describe("a customer who was erased", () => {
  it("does not come back by a webhook, and the event keeps its id and type", async () => {
    const since = now();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await stripe("POST", `/v1/customers/${person.id}`, "phone=%2B15550001111");
    const next = await pay(person.id);
    // A later refund of an earlier payment names the payment, but not the customer.
    await stripe("POST", "/v1/refunds", `payment_intent=${person.payment}&amount=100`);
    await deliverSince(since + 1, [mine, theirs]);
    sync.soon();
    await settled();
    expect(await traces({ ...person, ...next }, bob)).toEqual([]);
    const stored = await eventsOf(mine, "type = 'stripe.customer.updated'");
    expect(stored.at(-1)).toMatchObject({ subject: null, data: { personalDataErased: true } });
    expect(await countOf("public.objects", theirs, next.payment)).toBeGreaterThan(0);
  });

  it("does not come back by a read that was pending", async () => {
    const keys: readonly (readonly [string, string])[] = [
      ["customer", person.id],
      ["payment_intent", person.payment],
      ["refund", person.refund],
    ];
    for (const [type, id] of keys)
      await test.admin.query(
        "insert into private.object_refetches (connection_id, type, id, reason, not_before) values ($1, $2, $3, 'test', now())",
        [mine.connection, type, id],
      );
    sync.soon();
    await settled();
    expect(await traces(person, bob)).toEqual([]);
  });

  it("does not come back by an import or the daily comparison", { timeout: 60_000 }, async () => {
    const { rows: before } = await test.admin.query<{ n: number }>(
      "select count(*)::int as n from public.objects where connection_id = $1",
      [mine.connection],
    );
    await restartSync.run(owner, { connection: mine.connection });
    await sync.catchUp();
    await settled();
    expect(await traces(person, bob)).toEqual([]);
    await test.admin.query(
      "update public.object_syncs set started_at = now() - interval '2 days', reconciled_at = null, differences = 0 where connection_id = $1",
      [mine.connection],
    );
    await sync.catchUp();
    await settled();
    const { rows } = await test.admin.query<{ n: number; differences: number }>(
      `select (select count(*)::int from public.objects where connection_id = $1) as n, differences::int
       from public.object_syncs where connection_id = $1 and reconciled_at is not null`,
      [mine.connection],
    );
    expect(rows).toEqual([{ n: before[0]?.n, differences: 0 }]);
    expect(await traces(person, bob)).toEqual([]);
  });

  it("does not come back by an event of other software that names them", async () => {
    await shopEvent({ items: [{ buyer: { id: person.id, name: person.name } }] });
    expect(await traces(person, bob)).toEqual([]);
  });
});

describe("an erasure that is killed", () => {
  it("has erased nothing or goes on where it stopped", { timeout: 60_000 }, async () => {
    const victim = await knownPerson("2");
    await sync.stop();
    const child = fork(path.join(import.meta.dirname, "erasure-process.ts"), {
      env: {
        ...process.env,
        ...test.stack.env,
        CUSTOMER: victim.id,
        CONNECTION: mine.connection,
        USER_ID: ada.sub,
      },
    });
    const first = await Promise.race([once(child, "message"), once(child, "exit")]);
    expect(first).toContain("begun");
    child.kill("SIGKILL");
    await once(child, "exit");
    const { erasure } = await customerErasure.run(owner, { id: victim.id });
    expect(erasure?.finishedAt).toBeNull();
    expect(await countOf("public.objects", mine, victim.id)).toBe(0);
    expect(await traces(victim, bob)).toContain("mesh.event.data");
    sync = startSync(services);
    await sync.catchUp();
    await expect
      .poll(() => finishedAt(victim), {
        timeout: 20_000,
      })
      .not.toBeNull();
    expect(await traces(victim, bob)).toEqual([]);
  });
});
