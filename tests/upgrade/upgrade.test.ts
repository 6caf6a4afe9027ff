import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { installBuiltinWidgets } from "@/lib/compose/builtin-widgets";
import { listAutomationsVerb } from "@/lib/verbs/automations/list";
import { listConnections } from "@/lib/verbs/connections/list";
import { getDashboard } from "@/lib/verbs/dashboard/get";
import { listEvents } from "@/lib/verbs/events/list";
import { listObjectsVerb } from "@/lib/verbs/objects/list";
import { listRunsVerb, traceRun } from "@/lib/verbs/runs/trace";
import { migrate } from "@/supabase/embedded/migrate";

import { createHostedLike, superuserUrl } from "../db/hosted-like";
import { contextOf, testServices } from "../db/services";
import { startTestStack, type TestStack } from "../db/stack";
import { migrateTo } from "./migrate-to";

/** The rows of an installation of an earlier version, by table, and the newest migration it had. */
interface Fixture {
  readonly migration: string;
  readonly tables: Readonly<Record<string, readonly Record<string, unknown>[]>>;
}

const versions = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length));

let test: TestStack;
beforeAll(async () => {
  test = await startTestStack();
});
afterAll(() => test.stop());

/** Writes the rows as they were, without triggers and foreign keys. */
async function fill(database: string, { tables }: Fixture): Promise<void> {
  const client = new Client({ connectionString: superuserUrl(test, database) });
  await client.connect();
  await client.query("set session_replication_role = replica");
  for (const [table, rows] of Object.entries(tables)) {
    await client.query(`delete from ${table}`);
    const columns = Object.keys(rows[0] ?? {})
      .map((name) => `"${name}"`)
      .join(", ");
    await client.query(
      `insert into ${table} (${columns}) overriding system value
        select ${columns} from jsonb_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows)],
    );
  }
  await client.end();
}

describe.each(versions)("the data of version %s", (version) => {
  const fixture = JSON.parse(
    readFileSync(path.join(import.meta.dirname, `${version}.json`), "utf8"),
  ) as Fixture;
  const database = `upgrade_${version.replaceAll(".", "_")}`;
  let client: Client;
  beforeAll(async () => {
    client = await createHostedLike(test, database, { defaultGrants: false });
    await migrateTo(client, fixture.migration);
    await fill(database, fixture);
    await migrate(client);
  });
  afterAll(() => client.end());

  it("is all there after the migrations since", async () => {
    for (const [table, rows] of Object.entries(fixture.tables)) {
      const { rows: found } = await client.query<{ n: number }>(
        `select count(*)::int as n from ${table}`,
      );
      expect([table, found[0]?.n]).toEqual([table, rows.length]);
    }
  });

  it("keeps the search words of every object beside it", async () => {
    const { rows } = await client.query(
      `with kept as (select connection_id, type, id, created, unnest(tokens) as token from public.objects)
       select * from kept full join public.object_tokens t using (connection_id, type, id, created, token)
       where kept.id is null or t.id is null`,
    );
    expect(rows).toEqual([]);
  });

  it("is what people see", async () => {
    const url = (test.stack.env["DATABASE_URL"] ?? "").replace(
      /\/postgres(?=\?|$)/,
      `/${database}`,
    );
    const services = testServices(test, { DATABASE_URL: url });
    await installBuiltinWidgets(services);
    const [owner] = (fixture.tables["public.memberships"] ?? []).filter(
      ({ role }) => role === "owner",
    );
    const [person] = (fixture.tables["auth.users"] ?? []).filter(
      ({ id }) => id === owner?.["user_id"],
    );
    const context = contextOf(services, {
      sub: String(person?.["id"]),
      email: String(person?.["email"]),
      workspace: String(owner?.["workspace_id"]),
      accessToken: "",
    });
    const connections = await listConnections.run(context, {});
    expect(connections.length).toBe(fixture.tables["public.connections"]?.length);
    expect((await getDashboard.run(context, {})).widgets.length).toBeGreaterThan(0);
    expect((await listEvents.run(context, {})).events.length).toBeGreaterThan(0);
    const copied = (fixture.tables["public.objects"] ?? []).filter(
      ({ type }) => type === "payment",
    );
    const payments = await listObjectsVerb.run(context, { type: "payment" });
    expect(payments.objects.length).toBe(copied.length);
    const automations = await listAutomationsVerb.run(context, {});
    expect(automations.length).toBe(fixture.tables["public.automations"]?.length);
    for (const { id } of automations)
      for (const run of await listRunsVerb.run(context, { automation: id }))
        expect((await traceRun.run(context, { id: run.id })).steps.length).toBeGreaterThan(0);
    await services.db.end();
  });
});
