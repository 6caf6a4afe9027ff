-- Workers claim runs in batches from public.runs itself, and write what many runs have done in one statement.
alter table public.runs add column claim_order integer;
comment on column public.runs.claim_order is
  'Set while the run waits for a worker. A lower number is claimed first, so that a flood in one workspace does not hold up the others';
drop index public.runs_wake;
create index runs_wake on public.runs (wake_at) where finished_at is null and claim_order is null;
create index runs_ready on public.runs (claim_order, wake_at) where claim_order is not null;

-- Without the status in its predicate, the end of a step can stay on its page and leaves the indexes alone.
drop index public.steps_waiting;
create index steps_waiting on public.steps (workspace_id) where wait_pattern is not null;
alter table public.runs set (fillfactor = 70);
alter table public.steps set (fillfactor = 80);

-- Runs that the queue was to wake: their rows say so from now on.
update public.runs r set wake_at = least(r.wake_at, job.at), claim_order = case when job.at <= now() then 0 end
  from (select (j.data ->> 'run')::uuid as run, min(j.start_after) as at from pgboss.job j
    where j.name = 'runs' and j.state in ('created', 'retry', 'active') group by 1) job
  where r.id = job.run and r.finished_at is null and r.status <> 'indeterminate';
select pgboss.delete_queue('runs');

/* Writes records of runs, at most one for each: it renews the run's lease, or ends the run. Upserts their steps and publishes
   their events. Returns the runs whose lease was still the writer's; nothing is written of the others. A race with another
   writer of the log fails it with SQLSTATE 40001. */
create function private.write_run_records(p_runs jsonb, p_steps jsonb, p_events jsonb) returns setof uuid
  language plpgsql set search_path = '' as $$
declare
  leased uuid[];
  events jsonb;
begin
  with record as materialized (
    select * from jsonb_to_recordset(p_runs) as x (run uuid, fence integer, "leaseMs" integer, status text)),
  locked as materialized ( -- in one order, so that two writers do not wait for each other
    select r.id from public.runs r join record x on x.run = r.id
    where r.fence = x.fence and r.finished_at is null order by r.id for no key update of r),
  renewed as (
    update public.runs r set stalled_claims = 0, status = coalesce(x.status, r.status),
      lease_until = case when x.status is null then clock_timestamp() + x."leaseMs" * interval '1 millisecond' end,
      finished_at = case when x.status is not null then clock_timestamp() end,
      wake_at = case when x.status is null then r.wake_at end,
      claim_order = case when x.status is null then r.claim_order end
    from record x where r.id = x.run and r.id in (select l.id from locked l) returning r.id)
  select coalesce(array_agg(n.id), '{}') into leased from renewed n;

  with step as materialized (
    select * from jsonb_to_recordset(p_steps) as x (run uuid, workspace uuid, key text, position integer, step text, kind text,
      "idempotencyKey" text, status text, attempt integer, "requestHash" text, input jsonb, plan jsonb, output jsonb, warnings jsonb,
      reason text, emitted text, claimed text, "httpStatus" integer, "requestId" text)
    where x.run = any (leased)),
  written as (
    insert into public.steps as s (run_id, key, workspace_id, position, step, kind, idempotency_key, status, attempt, request_hash,
        input, plan, output, remarks, reason, emitted, claimed, first_at, started_at, finished_at)
      select x.run, x.key, x.workspace, x.position, x.step, x.kind, x."idempotencyKey", x.status, coalesce(x.attempt, 0),
        x."requestHash", x.input, x.plan, x.output, coalesce(x.warnings, '[]'), x.reason, x.emitted, x.claimed,
        case when x.status = 'running' then clock_timestamp() end, case when x.status = 'running' then clock_timestamp() end,
        case when x.status <> 'running' then clock_timestamp() end
      from step x
    on conflict (run_id, key) do update set status = excluded.status, attempt = greatest(s.attempt, excluded.attempt),
      request_hash = coalesce(excluded.request_hash, s.request_hash), input = coalesce(excluded.input, s.input),
      plan = coalesce(excluded.plan, s.plan), output = coalesce(excluded.output, s.output),
      remarks = case when excluded.remarks = '[]' then s.remarks else excluded.remarks end,
      reason = case when excluded.status = 'running' then null else coalesce(excluded.reason, s.reason) end,
      not_before = case when excluded.status = 'running' then null else s.not_before end,
      emitted = coalesce(excluded.emitted, s.emitted), claimed = coalesce(excluded.claimed, s.claimed),
      first_at = coalesce(s.first_at, excluded.first_at), started_at = coalesce(excluded.started_at, s.started_at),
      finished_at = excluded.finished_at),
  begun as (
    insert into public.step_attempts (run_id, key, attempt, workspace_id)
      select x.run, x.key, x.attempt, x.workspace from step x where x.status = 'running' on conflict do nothing)
  update public.step_attempts a set finished_at = clock_timestamp(), outcome = 'ok', http_status = x."httpStatus", request_id = x."requestId"
    from step x where x.status = 'succeeded' and a.run_id = x.run and a.key = x.key and a.attempt = x.attempt;

  select jsonb_agg(e.event order by e.n) into events from jsonb_array_elements(p_events) with ordinality as e (event, n)
    where (e.event ->> 'run')::uuid = any (leased);
  if events is not null then
    perform mesh.publish(events);
  end if;
  return query select unnest(leased);
end $$;
revoke execute on function private.write_run_records(jsonb, jsonb, jsonb) from public;
grant execute on function private.write_run_records(jsonb, jsonb, jsonb) to service_role;

-- How many runs each automation had, by minute, for its limits: counting the runs of a day takes too long.
create table private.run_counts (
  automation_id uuid not null references public.automations (id) on delete cascade,
  minute timestamptz not null,
  runs integer not null,
  primary key (automation_id, minute)
);
comment on table private.run_counts is 'Runs that were not skipped, by the minute in which they were made; those of the last day';
alter table private.run_counts enable row level security;
grant select, insert, update, delete on private.run_counts to service_role;
insert into private.run_counts
  select automation_id, date_trunc('minute', created_at), count(*) from public.runs
  where status <> 'skipped' and created_at > now() - interval '1 day' group by 1, 2;

create function private.count_runs() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into private.run_counts as c (automation_id, minute, runs)
    select n.automation_id, date_trunc('minute', n.created_at), count(*) from new_runs n
    where n.status <> 'skipped' group by 1, 2 order by 1, 2
  on conflict (automation_id, minute) do update set runs = c.runs + excluded.runs;
  delete from private.run_counts c where c.minute < now() - interval '25 hours'
    and c.automation_id in (select n.automation_id from new_runs n);
  return null;
end $$;
revoke execute on function private.count_runs() from public;
create trigger count_runs after insert on public.runs referencing new table as new_runs
  for each statement execute function private.count_runs();
