import { randomUUID } from "node:crypto";

import { Client } from "pg";
import { vi } from "vitest";

import { toMeshEvent } from "@/lib/ingest/receive";
import { stripeAdapter } from "@/lib/providers/stripe";

import { superuserUrl } from "./hosted-like";
import { newEventId } from "./services";
import type { TestUser } from "./stack";
import { ACCOUNT, sandbox, services, test } from "./verbs-fixture";

export async function stripe(method: string, path: string, form = "") {
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: {
      authorization: "Bearer sk_test_platform0123456789",
      "stripe-account": ACCOUNT,
      "stripe-version": "2026-10-28.endive",
      "content-type": "application/x-www-form-urlencoded",
    },
    ...(method === "GET" ? {} : { body: form }),
  });
  const body = (await response.json()) as Record<string, unknown> & { id: string };
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(body)}`);
  return body;
}

/** A connection whose events the tests deliver. */
export interface Recipient {
  readonly user: TestUser;
  readonly connection: string;
}

/** Delivers the events that the sandbox has recorded since a second to these connections. */
export async function deliverSince(since: number, recipients: readonly Recipient[]): Promise<void> {
  const page = await stripe("GET", `/v1/events?limit=100&created[gte]=${since}`);
  for (const event of [...stripeAdapter.catchUp.events(page)].toReversed())
    for (const { user, connection } of recipients)
      await services.publisher.publish(
        toMeshEvent("stripe", event, {
          connection,
          workspace: user.workspace,
          account: ACCOUNT,
          livemode: false,
        }),
      );
}

export const now = () => Math.floor(Date.now() / 1000);

/** A customer at the sandbox with a payment, a refund and a subscription. */
export async function createPerson(tag: string) {
  const person = {
    name: `Zelda Quix${tag}`,
    email: `zelda.quix${tag}@example.org`,
    phone: `+1555123${tag.padStart(4, "0")}`,
  };
  const customer = await stripe(
    "POST",
    "/v1/customers",
    new URLSearchParams(person).toString() + "&description=Likes+espresso",
  );
  return { ...person, id: customer.id, ...(await pay(customer.id)) };
}
export type Person = Awaited<ReturnType<typeof createPerson>>;

/** A payment of a customer, refunded in part. */
export async function pay(customer: string) {
  const intent = await stripe(
    "POST",
    "/v1/payment_intents",
    `amount=7500&currency=usd&confirm=true&customer=${customer}&payment_method=pm_card_visa&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never`,
  );
  const refund = await stripe("POST", "/v1/refunds", `payment_intent=${intent.id}&amount=2500`);
  return { payment: intent.id, refund: refund.id };
}

/** Applies what waits for the copies, and waits until nothing is left. */
export async function settled(): Promise<void> {
  const waiting = async () =>
    Number(
      (
        await test.admin.query<{ n: string }>(
          "select (select count(*) from private.object_changes) + (select count(*) from private.object_refetches) as n",
        )
      ).rows[0]?.n,
    );
  await vi.waitFor(
    async () => {
      if ((await waiting()) > 0) throw new Error("States or reads still wait for the copy.");
    },
    { timeout: 30_000, interval: 50 },
  );
}

/** An automation with a run, a step and an approval about a person, and what these caused. Returns the id of the run. */
export async function createRun(
  { user, connection }: Recipient,
  person: Person,
  change: { readonly trigger?: object; readonly output?: object; readonly status?: string } = {},
): Promise<string> {
  const { rows } = await test.admin.query<{ id: string }>(
    "insert into public.automations (workspace_id, name) values ($1, 'Tell the team') returning id",
    [user.workspace],
  );
  const automation = rows[0]?.id ?? "";
  const run = randomUUID();
  const trigger = change.trigger ?? {
    id: newEventId(),
    type: "stripe.payment.received",
    subject: person.payment,
    connection,
    data: { id: person.payment, customer: person.id, amount: 7500, currency: "usd" },
  };
  const ended = change.status === "waiting" ? null : new Date();
  await test.admin.query(
    `insert into public.runs (id, workspace_id, automation_id, version, trigger_key, trigger, status, context, lane, finished_at)
     values ($1::uuid, $2, $3, 1, $1::uuid::text, $4, $5, $6, $7, $8)`,
    [
      run,
      user.workspace,
      automation,
      trigger,
      change.status ?? "succeeded",
      change.trigger ? {} : { customer: { name: person.name, email: person.email } },
      change.trigger ? "" : person.id,
      ended,
    ],
  );
  await test.admin.query(
    `insert into public.steps (run_id, key, workspace_id, position, step, kind, status, idempotency_key, input, plan, output, reason)
     values ($1::uuid, 'tell', $2, 1, 'tell', 'use', $3, $1::uuid::text, $4, $4, $5, $6)`,
    [
      run,
      user.workspace,
      change.status ?? "succeeded",
      change.trigger ? {} : { text: `${person.name} paid`, to: person.email },
      change.output ?? { text: `${person.name} paid` },
      change.trigger ? null : `${person.name} has no address`,
    ],
  );
  await test.admin.query(
    `insert into public.approvals (workspace_id, run_id, key, automation_id, reason, plan, requested_kind, requested_id, expires_at, note)
     values ($1, $2, 'tell', $3, $4, $5, 'automation', 'x', now() + interval '1 day', $4)`,
    [user.workspace, run, automation, `Refund ${person.name}?`, { to: person.email }],
  );
  await services.publisher.publish({
    id: newEventId(),
    type: "slack.message.sent",
    source: "slack:live:T1",
    time: new Date().toISOString(),
    data: { text: change.trigger ? "Done" : `${person.name} paid` },
    workspace: user.workspace,
    origin: "automation",
    hops: 1,
    causationId: `run:${run}/tell`,
    actor: { kind: "automation", id: automation },
  });
  return run;
}

interface Column {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}

/** Every column of the database that may hold text. */
async function textColumns(superuser: Client): Promise<Column[]> {
  const { rows } = await superuser.query<Column>(
    `select n.nspname as schema, c.relname as table, a.attname as column
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     join pg_type t on t.oid = a.atttypid
     where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
       and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
       and t.typname in ('text', 'varchar', 'bpchar', 'json', 'jsonb', '_text', '_varchar', 'name', 'citext')`,
  );
  return rows;
}

const wordsOf = ({ id, email, name, phone, payment, refund }: Person) => {
  const words = name.toLowerCase().split(" ");
  return [id, email, name, phone, payment, refund, words.at(-1) ?? ""];
};

/** Where the database mentions a person outside of a bystander's workspace: `schema.table.column`, sorted. */
export async function traces(person: Person, bystander: TestUser | null): Promise<string[]> {
  const superuser = new Client({ connectionString: superuserUrl(test, "postgres") });
  await superuser.connect();
  const columns = await textColumns(superuser);
  if (columns.length < 100) throw new Error("The search does not see the tables.");
  const found: string[] = [];
  const needles = wordsOf(person).map((word) => `%${word.toLowerCase()}%`);
  for (const { schema, table, column } of columns) {
    const name = `"${schema}"."${table}"`;
    // Rows of the bystander are named by their workspace or their connection.
    const { rows } = await superuser.query<{ n: number }>(
      `select count(*)::int as n from ${name} t where lower(t."${column}"::text) like any ($1::text[])
         and not coalesce(to_jsonb(t) ->> 'workspace_id' = $2, false)
         and not coalesce(to_jsonb(t) ->> 'connection_id' in (select id::text from public.connections where workspace_id::text = $2), false)`,
      [needles, bystander?.workspace ?? ""],
    );
    if ((rows[0]?.n ?? 0) > 0) found.push(`${schema}.${table}.${column}`);
  }
  await superuser.end();
  return found.toSorted();
}
