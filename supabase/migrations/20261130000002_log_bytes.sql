-- The log is read by bytes as well as by rows, and what a workspace stores in a day is bounded.
alter table mesh.event add column bytes integer not null default 0;
comment on column mesh.event.bytes is 'Size of data as jsonb, uncompressed; 0 for events from before it was counted';
alter table mesh.stream
  add column day date not null default '-infinity',
  add column day_bytes bigint not null default 0;
comment on column mesh.stream.day_bytes is 'Bytes of data stored on this day (UTC), data that was left out included';
alter table mesh.inbox add column is_short boolean not null default false;
comment on column mesh.inbox.is_short is 'The event was stored without its data, because the workspace was over its quota';
create index inbox_short on mesh.inbox (workspace_id, source) where is_short;

-- As before, and beyond p_day_bytes a day an event is stored with its id alone: a provider's event is never refused.
-- When such an event comes again, it is stored once more, with its data.
drop function mesh.publish(jsonb);
create function mesh.publish(p_events jsonb, p_day_bytes bigint default 1073741824)
  returns table (workspace_id uuid, seq bigint, id text, source text, recorded_at timestamptz)
  language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare today constant date := (clock_timestamp() at time zone 'utc')::date;
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
    select distinct on (i.workspace, i.source, i.id) i.*, pg_column_size(i.data) as bytes from incoming i
    where (select 1 from mesh.inbox b where b.workspace_id = i.workspace and b.source = i.source and b.event_id = i.id and not b.is_short) is null
    order by i.workspace, i.source, i.id, i.position),
  counted as materialized (select f.workspace, count(*) as n, sum(f.bytes)::bigint as bytes from fresh f group by 1),
  advanced as (
    insert into mesh.stream as s (workspace_id, last_seq, day, day_bytes) select c.workspace, c.n, today, c.bytes from counted c order by 1
    on conflict (workspace_id) do update set last_seq = s.last_seq + excluded.last_seq, day = excluded.day,
      day_bytes = case when s.day = excluded.day then s.day_bytes else 0 end + excluded.day_bytes
    returning s.workspace_id, s.last_seq, s.day_bytes),
  numbered as materialized (
    select f.*, a.day_bytes > p_day_bytes as is_over, a.last_seq - c.n + row_number() over (partition by f.workspace order by f.position) as seq
    from fresh f join counted c on c.workspace = f.workspace join advanced a on a.workspace_id = f.workspace),
  remembered as (
    insert into mesh.inbox as b (workspace_id, source, event_id, seq, is_short)
    select n.workspace, n.source, n.id, n.seq, n.is_over from numbered n order by 1, 2, 3
    on conflict (workspace_id, source, event_id) do update set seq = excluded.seq, is_short = excluded.is_short where b.is_short returning 1),
  stored as (
    insert into mesh.event (workspace_id, seq, id, type, source, subject, time, origin, connection_id, livemode, correlation_id, causation_id, hops, actor_kind, actor_id, data, bytes)
    select n.workspace, n.seq, n.id, n.type, n.source, n.subject, n.time, n.origin, n.connection, n.livemode, n.correlation, n.causation, coalesce(n.hops, 0::smallint), n.actor_kind, n.actor_id,
      case when n.is_over then jsonb_build_object('id', n.data -> 'id', 'truncated', true, 'overQuota', true) else n.data end,
      case when n.is_over then 0 else n.bytes end
    from numbered n returning workspace_id, seq, id, source, recorded_at)
  select e.workspace_id, e.seq, e.id, e.source, e.recorded_at from stored e
  where mesh.require_same((select count(*) from numbered), (select count(*) from remembered)) order by 1, 2;
end $$;

-- Events in order after a place: at most p_limit, and no further one after 8 MB.
drop function mesh.read(uuid, bigint, integer);
create function mesh.read(p_workspace uuid, p_after bigint, p_limit integer default 500) returns setof mesh.event
  language sql stable set search_path = '' as $$
  select (page.event).* from (
    select e as event, e.bytes, sum(e.bytes) over (order by e.seq) as total from mesh.event e
    where e.workspace_id = p_workspace and e.seq > p_after order by e.seq limit least(p_limit, 500)) page
  where page.total - page.bytes < 8388608 order by (page.event).seq $$;

-- Bytes of data that a workspace has stored today (UTC).
create function mesh.bytes_today(p_workspace uuid) returns bigint
  language sql stable set search_path = '' as $$
  select coalesce((select s.day_bytes from mesh.stream s
    where s.workspace_id = p_workspace and s.day = (clock_timestamp() at time zone 'utc')::date), 0) $$;

-- The time of the oldest event of this source that was stored without its data in the last 30 days; null while the
-- workspace is over its quota, so that nothing is fetched again in vain.
create function mesh.short_since(p_workspace uuid, p_source text, p_day_bytes bigint default 1073741824) returns timestamptz
  language sql stable set search_path = '' as $$
  select min(e.time) from mesh.inbox b join mesh.event e on e.workspace_id = b.workspace_id and e.seq = b.seq
  where b.workspace_id = p_workspace and b.source = p_source and b.is_short and e.time > now() - interval '30 days'
    and mesh.bytes_today(p_workspace) < p_day_bytes $$;

revoke execute on all functions in schema mesh from public;
grant execute on all functions in schema mesh to service_role;
