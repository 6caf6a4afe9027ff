-- The durable log: per workspace gapless, ordered, deduplicated. Only the service role reaches it; doors check membership first.
create schema mesh;
revoke all on schema mesh from public;
grant usage on schema mesh to service_role;

create table mesh.stream (
  workspace_id uuid primary key references public.workspaces (id) on delete cascade,
  last_seq bigint not null default 0,
  floor_seq bigint not null default 0
) with (fillfactor = 40);
comment on column mesh.stream.floor_seq is 'Highest sequence number that retention has removed';
create table mesh.inbox (
  workspace_id uuid not null,
  source text not null,
  event_id text not null,
  seq bigint not null,
  received_at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, source, event_id)
);
create index inbox_received on mesh.inbox using brin (received_at);
create table mesh.event (
  workspace_id uuid not null,
  seq bigint not null,
  id text not null,
  type text not null check (length(type) <= 200),
  source text not null,
  subject text,
  time timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  origin text not null check (origin in ('provider', 'ui', 'automation', 'api', 'system')),
  connection_id uuid,
  livemode boolean,
  correlation_id text,
  causation_id text,
  hops smallint not null default 0 check (hops between 0 and 8),
  actor_kind text not null,
  actor_id text not null,
  data jsonb not null,
  primary key (workspace_id, seq)
);
create index event_subject on mesh.event (workspace_id, subject, seq desc) where subject is not null;
create index event_recorded on mesh.event using brin (recorded_at);
create table mesh.cursor (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  consumer text not null,
  seq bigint not null default 0,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, consumer)
);
alter table mesh.stream enable row level security;
alter table mesh.inbox enable row level security;
alter table mesh.event enable row level security;
alter table mesh.cursor enable row level security;

-- Two writers that bring the same event at once: the later one starts over and then finds it stored.
create function mesh.require_same(wanted bigint, got bigint) returns boolean
  language plpgsql immutable set search_path = '' as $$
begin
  if wanted <> got then raise exception 'duplicate raced with another writer' using errcode = '40001'; end if;
  return true;
end $$;

-- Stores the events that are new, in one statement, and returns those; a duplicate returns nothing and writes nothing.
-- Stream rows are locked in workspace order (no deadlock between instances) and held to commit (seq order = commit order).
create function mesh.publish(p_events jsonb)
  returns table (workspace_id uuid, seq bigint, id text, source text, recorded_at timestamptz)
  language plpgsql set search_path = '' as $$
#variable_conflict use_column
begin
  if jsonb_typeof(p_events) <> 'array' or jsonb_array_length(p_events) > 256 then
    raise exception 'p_events: array of at most 256' using errcode = '22023';
  end if;
  return query
  with incoming as materialized (
    select * from rows from (jsonb_to_recordset(p_events) as (
      workspace uuid, source text, id text, type text, subject text, time timestamptz, origin text, connection uuid, livemode boolean,
      "correlationId" text, "causationId" text, hops smallint, "actorKind" text, "actorId" text, data jsonb)) with ordinality
      as x (workspace, source, id, type, subject, time, origin, connection, livemode, correlation, causation, hops, actor_kind, actor_id, data, position)),
  fresh as materialized ( -- the scalar subquery keeps the index probe that NOT EXISTS turns into a scan before statistics exist
    select distinct on (i.workspace, i.source, i.id) i.* from incoming i
    where (select 1 from mesh.inbox b where b.workspace_id = i.workspace and b.source = i.source and b.event_id = i.id) is null
    order by i.workspace, i.source, i.id, i.position),
  counted as materialized (select f.workspace, count(*) as n from fresh f group by 1),
  advanced as (
    insert into mesh.stream as s (workspace_id, last_seq) select c.workspace, c.n from counted c order by 1
    on conflict (workspace_id) do update set last_seq = s.last_seq + excluded.last_seq
    returning s.workspace_id, s.last_seq),
  numbered as materialized (
    select f.*, a.last_seq - c.n + row_number() over (partition by f.workspace order by f.position) as seq
    from fresh f join counted c on c.workspace = f.workspace join advanced a on a.workspace_id = f.workspace),
  remembered as (
    insert into mesh.inbox (workspace_id, source, event_id, seq)
    select n.workspace, n.source, n.id, n.seq from numbered n order by 1, 2, 3 on conflict do nothing returning 1),
  stored as (
    insert into mesh.event (workspace_id, seq, id, type, source, subject, time, origin, connection_id, livemode, correlation_id, causation_id, hops, actor_kind, actor_id, data)
    select n.workspace, n.seq, n.id, n.type, n.source, n.subject, n.time, n.origin, n.connection, n.livemode, n.correlation, n.causation, coalesce(n.hops, 0::smallint), n.actor_kind, n.actor_id, n.data
    from numbered n returning workspace_id, seq, id, source, recorded_at)
  select e.workspace_id, e.seq, e.id, e.source, e.recorded_at from stored e
  where mesh.require_same((select count(*) from numbered), (select count(*) from remembered)) order by 1, 2;
end $$;

create function mesh.read(p_workspace uuid, p_after bigint, p_limit integer default 500) returns setof mesh.event
  language sql stable set search_path = '' as
$$ select * from mesh.event where workspace_id = p_workspace and seq > p_after order by seq limit least(p_limit, 500) $$;
create function mesh.heads(p_workspaces uuid[]) returns table (workspace_id uuid, last_seq bigint, floor_seq bigint)
  language sql stable set search_path = '' as
$$ select s.workspace_id, s.last_seq, s.floor_seq from mesh.stream s where s.workspace_id = any (p_workspaces) $$;

-- Retention in bounded batches, one pruner at a time. Returns how many events went.
create function mesh.prune(p_keep interval default interval '90 days', p_batch integer default 5000) returns integer
  language plpgsql set search_path = '' as $$
declare gone integer;
begin
  if not pg_try_advisory_xact_lock(727274) then return 0; end if;
  with removed as (
    delete from mesh.event e where e.ctid in (select o.ctid from mesh.event o where o.recorded_at < now() - p_keep order by o.recorded_at limit p_batch)
    returning e.workspace_id, e.seq),
  moved as (
    update mesh.stream s set floor_seq = greatest(s.floor_seq, x.top)
    from (select r.workspace_id, max(r.seq) as top from removed r group by 1) x where s.workspace_id = x.workspace_id)
  select count(*) into gone from removed;
  delete from mesh.inbox i where i.ctid in (select o.ctid from mesh.inbox o where o.received_at < now() - interval '35 days' limit p_batch);
  delete from private.quarantine q where q.received_at < now() - interval '7 days';
  delete from private.oauth_attempts a where a.expires_at < now() - interval '1 day';
  return gone;
end $$;

revoke execute on all functions in schema mesh from public;
grant select, insert, update, delete on all tables in schema mesh to service_role;
grant execute on all functions in schema mesh to service_role;
