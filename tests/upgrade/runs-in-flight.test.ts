import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { migrate } from "@/supabase/embedded/migrate";

import { createHostedLike } from "../db/hosted-like";
import { startTestStack, type TestStack } from "../db/stack";
import { migrateTo } from "./migrate-to";

/** An installation that is upgraded while runs wait: each goes on when its wake-up in the old queue said. */
let test: TestStack;
let client: Client;
const runs: Record<string, string> = {};

interface Row {
  readonly ready: boolean;
  readonly due: boolean;
}

beforeAll(async () => {
  test = await startTestStack();
  client = await createHostedLike(test, "upgrade_in_flight", { defaultGrants: false });
  await migrateTo(client, "20261130000400");
  await client.query(`
    insert into public.workspaces (id, name) values (gen_random_uuid(), 'Acme');
    insert into public.automations (workspace_id, name) select id, 'Tell' from public.workspaces`);
  const add = async (name: string, columns: object) => {
    const { rows } = await client.query<{ id: string }>(
      `insert into public.runs (id, workspace_id, automation_id, version, trigger_key, trigger, status, wake_at, finished_at, created_at)
       select gen_random_uuid(), a.workspace_id, a.id, 1, $1, '{}', r.status, r.wake_at, r.finished_at, now()
       from public.automations a, jsonb_to_record($2) as r (status text, wake_at timestamptz, finished_at timestamptz) returning id`,
      [name, columns],
    );
    runs[name] = rows[0]?.id ?? "";
  };
  const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();
  await add("made", { status: "pending", wake_at: hours(0) });
  await add("decided", { status: "waiting", wake_at: hours(24) });
  await add("delayed", { status: "waiting", wake_at: hours(5) });
  await add("queued", { status: "pending" });
  await add("ended", { status: "succeeded", finished_at: hours(0) });
  const job = (name: string, state: string, at: string) =>
    client.query(
      "insert into pgboss.job (name, data, state, start_after) values ('runs', jsonb_build_object('run', $1::text), $2::text::pgboss.job_state, $3)",
      [runs[name], state, at],
    );
  await job("made", "created", hours(-1));
  await job("decided", "created", hours(24));
  await job("decided", "active", hours(-1));
  await job("delayed", "created", hours(5));
  await job("queued", "completed", hours(-1));
  await job("ended", "created", hours(-1));
  await migrate(client);
});
afterAll(async () => {
  await client.end();
  await test.stop();
});

describe("a run that was open when the queue of runs went away", () => {
  it.each([
    ["made", { ready: true, due: true }],
    ["decided", { ready: true, due: true }],
    ["delayed", { ready: false, due: false }],
    ["queued", { ready: false, due: false }],
    ["ended", { ready: false, due: false }],
  ] satisfies [string, Row][])("goes on as its wake-up said: %s", async (name, expected) => {
    const { rows } = await client.query<Row>(
      "select claim_order is not null as ready, coalesce(wake_at <= now(), false) as due from public.runs where id = $1",
      [runs[name]],
    );
    expect(rows).toEqual([expected]);
  });

  it("counts for the limits of its automation", async () => {
    const { rows } = await client.query("select sum(runs)::int as n from private.run_counts");
    expect(rows).toEqual([{ n: 5 }]);
  });
});
