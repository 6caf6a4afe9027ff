-- A webhook's event finds its connections in the transaction that stores it: one commit for a delivery instead of two.

-- Connections that an event at a platform's endpoint belongs to, over all workspaces: those that were made by consent. A
-- connection by key has its own endpoint, and may not be allowed to read what a consent covers.
create view private.account_route with (security_invoker = true) as
  select c.id as connection_id, c.workspace_id, c.provider, c.account_id, c.livemode from public.connections c
  where c.status <> 'revoked' and c.auth_kind = 'oauth';
grant select on private.account_route to service_role;

-- As before, and an event without a workspace is stored for every connection of the account that it names.
create or replace function mesh.publish(p_events jsonb, p_day_bytes bigint default 1073741824)
  returns table (workspace_id uuid, seq bigint, id text, source text, recorded_at timestamptz)
  language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare today constant date := (clock_timestamp() at time zone 'utc')::date;
begin
  if jsonb_typeof(p_events) <> 'array' or jsonb_array_length(p_events) > 256 then
    raise exception 'p_events: array of at most 256' using errcode = '22023';
  end if;
  return query
  with parsed as (
    select * from rows from (jsonb_to_recordset(p_events) as (
      workspace uuid, source text, id text, type text, subject text, time timestamptz, origin text, connection uuid, livemode boolean,
      "correlationId" text, "causationId" text, hops smallint, "actorKind" text, "actorId" text, data jsonb, provider text, account text)) with ordinality
      as x (workspace, source, id, type, subject, time, origin, connection, livemode, correlation, causation, hops, actor_kind, actor_id, data, provider, account, position)),
  incoming as materialized (
    select p.workspace, p.source, p.id, p.type, p.subject, p.time, p.origin, p.connection, p.livemode, p.correlation, p.causation, p.hops,
      p.actor_kind, p.actor_id, p.data, p.position from parsed p where p.workspace is not null
    union all
    select r.workspace_id, p.source, p.id, p.type, p.subject, p.time, p.origin, r.connection_id, p.livemode, p.correlation, p.causation, p.hops,
      p.actor_kind, p.actor_id, p.data, p.position
    from parsed p join private.account_route r on r.provider = p.provider and r.account_id = p.account and r.livemode = p.livemode
    where p.workspace is null),
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

-- Stores deliveries by mesh.publish, and returns one row for each connection of their accounts: seq is null where the event
-- was stored before. `delivery` counts from 1; one without a row has no connection.
create function mesh.deliver(p_deliveries jsonb)
  returns table (delivery bigint, connection_id uuid, workspace_id uuid, seq bigint)
  language plpgsql set search_path = '' as $$
#variable_conflict use_column
begin
  -- Not a function in SQL: that would be planned anew by each call.
  return query
  with routed as materialized (
    select d.position, r.connection_id, r.workspace_id, d.source, d.id
    from rows from (jsonb_to_recordset(p_deliveries) as (provider text, account text, livemode boolean, source text, id text))
      with ordinality as d (provider, account, livemode, source, id, position)
    join private.account_route r on r.provider = d.provider and r.account_id = d.account and r.livemode = d.livemode),
  stored as materialized (select p.workspace_id, p.source, p.id, p.seq from mesh.publish(p_deliveries) p)
  select r.position, r.connection_id, r.workspace_id, s.seq from routed r
  left join stored s on s.workspace_id = r.workspace_id and s.source = r.source and s.id = r.id
  order by r.position, r.workspace_id;
end $$;
revoke execute on function mesh.deliver(jsonb) from public;
grant execute on function mesh.deliver(jsonb) to service_role;
