import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { MASK } from "@/lib/mesh/event";
import { startSync, type Sync } from "@/lib/sync/main";
import { eraseCustomer } from "@/lib/verbs/customers/erase";
import { customerErasure } from "@/lib/verbs/customers/erasure";
import { exportCustomerVerb } from "@/lib/verbs/customers/export";
import { getEvent } from "@/lib/verbs/events/get";
import { listEvents } from "@/lib/verbs/events/list";
import { revealEvent } from "@/lib/verbs/events/reveal";
import type { Context, CallerRole } from "@/lib/verbs/types";

import {
  createPerson,
  createRun,
  deliverSince,
  now,
  settled,
  type Person,
  type Recipient,
} from "../db/erasure-fixture";
import { connectAs, contextOf, refusal, sessionActor } from "../db/services";
import { ACCOUNT, ada, bob, owner, services, test, viewer } from "../db/verbs-fixture";

let sync: Sync;
let mine: Recipient;
let person: Person;
let other: Person;

beforeAll(async () => {
  mine = { user: ada, connection: (await connectAs(test, ada, ACCOUNT)).id };
  sync = startSync(services);
  await sync.catchUp();
  const since = now() - 1;
  person = await createPerson("7");
  other = await createPerson("8");
  await deliverSince(since, [mine]);
  sync.soon();
  await settled();
  await createRun(mine, person);
  await createRun(mine, other);
}, 60_000);
afterAll(() => sync.stop());

const asRole = (role: CallerRole) => contextOf(services, bob, { workspaceId: ada.workspace, role });
const stranger = () => contextOf(services, bob);
const token = (): Context => ({
  ...owner,
  actor: { kind: "token", id: "t", name: "shop", scopes: ["events:publish"] },
});
const customer = () => ({ id: person.id, connection: mine.connection });
const isThere = async () =>
  (
    await test.admin.query("select 1 from public.objects where connection_id = $1 and id = $2", [
      mine.connection,
      person.id,
    ])
  ).rows.length === 1;
const auditOf = async (action: string) =>
  (
    await test.admin.query<{ target: string; actor_id: string }>(
      "select target, actor_id from public.audit_log where workspace_id = $1 and action = $2 order by id",
      [ada.workspace, action],
    )
  ).rows;

async function exportOf(context: Context) {
  const { parts } = await exportCustomerVerb.run(context, customer());
  let text = "";
  for await (const part of parts) text += part;
  return text;
}

/** The stored event that says that the customer was created. */
async function createdEvent(): Promise<number> {
  const { rows } = await test.admin.query<{ seq: number }>(
    "select seq::int from mesh.event where workspace_id = $1 and subject = $2 and type = 'stripe.customer.created'",
    [ada.workspace, person.id],
  );
  return rows[0]?.seq ?? 0;
}

describe("personal data of an event", () => {
  it("is masked for everybody", async () => {
    const seq = await createdEvent();
    for (const context of [owner, viewer()]) {
      const event = await getEvent.run(context, { seq });
      expect(event.data).toMatchObject({ id: person.id, email: MASK, name: MASK });
      const { events } = await listEvents.run(context, { related: person.id });
      expect(events.length).toBeGreaterThan(2);
      expect(JSON.stringify(events)).not.toMatch(/zelda/i);
    }
  });

  it("is shown to a member for one event, with an audit row", async () => {
    const seq = await createdEvent();
    const event = await revealEvent.run(asRole("member"), { seq });
    expect(event.data).toMatchObject({ email: person.email, name: person.name });
    expect(await auditOf("events.reveal")).toEqual([{ target: `event ${seq}`, actor_id: bob.sub }]);
  });

  it("is not shown to viewers, tokens and other workspaces", async () => {
    const seq = await createdEvent();
    expect((await refusal(revealEvent.run(viewer(), { seq })))[0]).toBe("forbidden");
    expect((await refusal(revealEvent.run(token(), { seq })))[0]).toBe("forbidden");
    expect((await refusal(revealEvent.run(stranger(), { seq })))[0]).toBe("not_found");
    expect(await auditOf("events.reveal")).toHaveLength(1);
  });
});

describe("the data of a customer", () => {
  it("includes objects that could not be stored, and nobody else's", async () => {
    const keep = (id: string, raw: object) =>
      test.admin.query(
        "insert into private.unstored_objects (connection_id, type, id, problem, raw, seen_at) values ($1, 'invoice', $2, 'The object lacks its date of creation.', $3, now())",
        [mine.connection, id, JSON.stringify(raw)],
      );
    await keep("in_person", { id: "in_person", customer: person.id, total: 4_200 });
    await keep("in_mail", { id: "in_mail", customer_email: person.email });
    await keep("in_other", { id: "in_other", customer: other.id });
    const { unstoredObjects } = JSON.parse(await exportOf(owner)) as {
      unstoredObjects: { id: string; problem: string; raw: { total?: number } }[];
    };
    expect(unstoredObjects.map(({ id }) => id)).toEqual(["in_mail", "in_person"]);
    expect(unstoredObjects[1]).toMatchObject({
      problem: "The object lacks its date of creation.",
      raw: { total: 4_200 },
    });
    await test.admin.query("delete from private.unstored_objects; delete from public.audit_log");
  });

  it("is exported whole, for an admin only, with an audit row", async () => {
    const text = await exportOf(asRole("admin"));
    const file = JSON.parse(text) as {
      customer: string;
      objects: { type: string; id: string }[];
      events: { type: string }[];
      runs: { steps: { input: object }[] }[];
      isComplete: boolean;
    };
    expect(file.customer).toBe(person.id);
    expect(file.isComplete).toBe(true);
    expect(file.objects.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["customer", "payment", "charge", "refund", "balance_transaction"]),
    );
    expect(file.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["stripe.customer.created", "stripe.payment.received"]),
    );
    expect(file.runs).toHaveLength(1);
    expect(file.runs[0]?.steps[0]?.input).toMatchObject({ to: person.email });
    for (const secret of [other.id, other.email, other.payment]) expect(text).not.toContain(secret);
    expect(await auditOf("customers.export")).toEqual([{ target: person.id, actor_id: bob.sub }]);
  });

  it.each(["viewer", "member"] as const)("is neither exported nor erased by a %s", async (role) => {
    const context = asRole(role);
    expect((await refusal(exportCustomerVerb.run(context, customer())))[0]).toBe("forbidden");
    const asked = { ...customer(), confirm: person.email };
    expect((await refusal(eraseCustomer.run(context, asked)))[0]).toBe("forbidden");
    expect(await isThere()).toBe(true);
  });

  it("is neither exported nor erased by a token, a session that ended or another workspace", async () => {
    const asked = { ...customer(), confirm: person.email };
    const ended = contextOf(services, ada, {
      actor: sessionActor("gone", () => Promise.reject(new Error("the session ended"))),
    });
    expect((await refusal(eraseCustomer.run(token(), asked)))[0]).toBe("forbidden");
    expect((await refusal(exportCustomerVerb.run(token(), customer())))[0]).toBe("forbidden");
    await expect(eraseCustomer.run(ended, asked)).rejects.toThrow("the session ended");
    await expect(exportCustomerVerb.run(ended, customer())).rejects.toThrow("the session ended");
    expect((await refusal(eraseCustomer.run(stranger(), asked)))[0]).toBe("not_found");
    expect((await refusal(exportCustomerVerb.run(stranger(), customer())))[0]).toBe("not_found");
    expect((await refusal(customerErasure.run(stranger(), customer())))[0]).toBe("not_found");
    expect(await isThere()).toBe(true);
    expect(await auditOf("customers.erase")).toEqual([]);
  });

  it("is erased only when its e-mail address or id is typed", async () => {
    for (const confirm of [person.name, other.email, "erase"])
      expect((await refusal(eraseCustomer.run(owner, { ...customer(), confirm })))[0]).toBe(
        "invalid",
      );
    expect(await isThere()).toBe(true);
    const confirm = ` ${person.email.toUpperCase()} `;
    const { counts } = await eraseCustomer.run(asRole("admin"), { ...customer(), confirm });
    expect(counts["customer"]).toBe(1);
    expect(await isThere()).toBe(false);
    const seen = await customerErasure.run(viewer(), customer());
    expect(seen.erasure?.counts["customer"]).toBe(1);
    expect(JSON.stringify(seen)).not.toMatch(new RegExp(`zelda|${person.id}`, "i"));
  });
});
