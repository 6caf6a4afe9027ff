-- The synced copy: one row per object of a connected account. `connection_id` leads every index, because a connection belongs
-- to one workspace and a list is of one account and mode.
create table public.objects (
  workspace_id uuid not null,
  connection_id uuid not null references public.connections (id) on delete cascade,
  type text collate "C" not null check (length(type) between 1 and 60),
  id text collate "C" not null check (length(id) between 1 and 300),
  created timestamptz not null,
  status text collate "C",
  customer text collate "C",
  currency text collate "C",
  amount bigint,
  parent text collate "C",
  method text collate "C",
  label text,
  data jsonb not null,
  api_version text collate "C" not null,
  source_time timestamptz not null,
  synced_at timestamptz not null default clock_timestamp(),
  deleted boolean not null default false,
  primary key (connection_id, type, id)
) with (fillfactor = 90);
comment on column public.objects.type is 'Type of the provider, such as `customer`, or `payment`, which is derived from a payment intent and its charges';
comment on column public.objects.created is 'When the provider created it (UTC)';
comment on column public.objects.status is 'Status as people filter by it, such as `refunded` of a payment; not always the provider''s own';
comment on column public.objects.amount is 'Minor units of `currency`';
comment on column public.objects.parent is 'Id of the object one level up: a refund''s payment, a price''s product';
comment on column public.objects.method is 'How it was paid: `visa`, `mastercard`, `sepa_debit`';
comment on column public.objects.label is 'What people call it: the name of a customer, the number of an invoice';
comment on column public.objects.data is 'The object as the provider gave it, without secret fields';
comment on column public.objects.source_time is 'Whole second of the provider''s clock for which `data` is known to be true';
create index objects_newest on public.objects (connection_id, type, created desc, id desc);
create index objects_status on public.objects (connection_id, type, status, created desc, id desc) where status is not null;
create index objects_customer on public.objects (connection_id, customer, type, created desc, id desc) where customer is not null;
create index objects_amount on public.objects (connection_id, type, currency, amount desc, id desc) where amount is not null;
create index objects_parent on public.objects (connection_id, parent) where parent is not null;

-- What people type to find an object, folded by the app. A prefix is a range of the primary key, which reads newest first.
create table public.object_tokens (
  connection_id uuid not null references public.connections (id) on delete cascade,
  token text collate "C" not null check (length(token) between 1 and 80),
  created timestamptz not null,
  type text collate "C" not null,
  id text collate "C" not null,
  primary key (connection_id, token, created, type, id)
);

-- States of objects that events brought and that are not in the copy yet. Written by mesh.publish.
create table private.object_changes (
  connection_id uuid not null references public.connections (id) on delete cascade,
  workspace_id uuid not null,
  seq bigint not null,
  type text collate "C" not null,
  id text collate "C" not null,
  source_time timestamptz not null,
  deleted boolean not null,
  api_version text,
  object jsonb,
  previous jsonb,
  primary key (connection_id, seq)
);
comment on column private.object_changes.object is 'null: the object has to be read at the provider';
comment on column private.object_changes.previous is 'The values that the event says it replaced';

-- Objects to be read again, because two states of one second, or of another API version, cannot be told apart.
create table private.object_refetches (
  connection_id uuid not null references public.connections (id) on delete cascade,
  type text collate "C" not null,
  id text collate "C" not null,
  reason text not null,
  not_before timestamptz not null,
  attempts smallint not null default 0,
  primary key (connection_id, type, id)
);
create index object_refetches_due on private.object_refetches (not_before);

-- One import per connection: who works on it, and whether people have paused it.
create table public.object_syncs (
  connection_id uuid primary key references public.connections (id) on delete cascade,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  state text not null default 'running' check (state in ('running', 'paused', 'deleting')),
  fence bigint not null default 0,
  lease_until timestamptz,
  started_at timestamptz not null default now(),
  retry_at timestamptz,
  problem text,
  reconciled_at timestamptz,
  differences bigint not null default 0
);
create index object_syncs_workspace on public.object_syncs (workspace_id);
comment on column public.object_syncs.retry_at is 'The import waits until then, because the provider asked it to';
comment on column public.object_syncs.problem is 'Why the import waits, as a sentence for people';
comment on column public.object_syncs.reconciled_at is 'When the objects of the last 30 days were last compared with the provider';
comment on column public.object_syncs.differences is 'Objects that such comparisons found missing or different, and mended';

-- What is still to be imported of one type, with the counters of its progress card.
create table public.object_imports (
  connection_id uuid not null references public.connections (id) on delete cascade,
  type text collate "C" not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'refused')),
  ranges jsonb not null,
  rows bigint not null default 0,
  requests bigint not null default 0,
  oldest timestamptz,
  problem text,
  updated_at timestamptz not null default now(),
  primary key (connection_id, type)
);
comment on column public.object_imports.ranges is 'Ranges of `created` that were not read yet; `[]` when the type is done';
comment on column public.object_imports.problem is 'Why the type could not be read, as a sentence for people';

-- The caller's connections, asked once per statement, about the first column of every index: a count stays an index-only scan.
create function private.my_connections() returns setof uuid language sql stable rows 10 security definer set search_path = '' as
$$ select c.id from public.connections c join public.memberships m using (workspace_id) where m.user_id = (select auth.uid()) $$;
revoke execute on function private.my_connections() from public;
grant execute on function private.my_connections() to authenticated;

alter table public.objects enable row level security;
alter table public.object_tokens enable row level security;
alter table private.object_changes enable row level security;
alter table private.object_refetches enable row level security;
alter table public.object_syncs enable row level security;
alter table public.object_imports enable row level security;
create policy "members see objects" on public.objects for select to authenticated
  using (connection_id = any (array(select private.my_connections())));
create policy "members search objects" on public.object_tokens for select to authenticated
  using (connection_id = any (array(select private.my_connections())));
create policy "members see syncs" on public.object_syncs for select to authenticated
  using (connection_id = any (array(select private.my_connections())));
create policy "members see imports" on public.object_imports for select to authenticated
  using (connection_id = any (array(select private.my_connections())));
grant select on public.objects, public.object_tokens, public.object_syncs, public.object_imports to authenticated;
grant select, insert, update, delete on public.objects, public.object_tokens, public.object_syncs, public.object_imports,
  private.object_changes, private.object_refetches to service_role;

/* Applies states of objects, in one statement. Columns arrive as arrays, one element per state, in the order of the log.
   A state wins when it is of a later second. In the same second it wins, provisionally, when it is a deletion or when the row
   still shows the values that the event says it replaced. Every difference within one second is also put on the list of
   refetches, because the replaced values may match by chance (A, B, A). A row that is derived from others, with the API version
   `derived`, is always written. Returns the rows that were written. */
create function private.apply_objects(p_states jsonb) returns table (connection_id uuid, type text, id text)
  language plpgsql set search_path = '' as $$
#variable_conflict use_column
begin
  return query
  with incoming as materialized (
    select * from rows from (jsonb_to_recordset(p_states) as (
      workspace uuid, connection uuid, type text, id text, created timestamptz, status text, customer text, currency text,
      amount bigint, parent text, method text, label text, data jsonb, "apiVersion" text, "sourceTime" timestamptz,
      deleted boolean, previous jsonb)) with ordinality
      as x (workspace, connection, type, id, created, status, customer, currency, amount, parent, method, label, data,
        api_version, source_time, deleted, previous, place)),
  newest as materialized ( -- one row may be touched once per statement
    select distinct on (i.connection, i.type, i.id) i.*,
      count(*) over (partition by i.connection, i.type, i.id, i.source_time) > 1 as crowded
    from incoming i order by i.connection, i.type, i.id, i.source_time desc, i.deleted desc, i.place desc),
  doubtful as (
    insert into private.object_refetches as r (connection_id, type, id, reason, not_before)
    select n.connection, n.type, n.id, 'same second', n.source_time + interval '2 seconds'
    from newest n left join public.objects o on o.connection_id = n.connection and o.type = n.type and o.id = n.id
    where n.api_version <> 'derived' and (n.crowded or (o.source_time = n.source_time and o.data <> n.data))
    on conflict (connection_id, type, id) do update set not_before = greatest(r.not_before, excluded.not_before))
  insert into public.objects as o (workspace_id, connection_id, type, id, created, status, customer, currency, amount, parent,
    method, label, data, api_version, source_time, deleted)
  select n.workspace, n.connection, n.type, n.id, n.created, n.status, n.customer, n.currency, n.amount, n.parent, n.method,
    n.label, n.data, n.api_version, n.source_time, n.deleted
  from newest n order by n.connection, n.type, n.id -- the same lock order in every writer
  on conflict (connection_id, type, id) do update set
    created = case when excluded.deleted then o.created else excluded.created end,
    status = case when excluded.deleted then o.status else excluded.status end,
    customer = case when excluded.deleted then o.customer else excluded.customer end,
    currency = case when excluded.deleted then o.currency else excluded.currency end,
    amount = case when excluded.deleted then o.amount else excluded.amount end,
    parent = case when excluded.deleted then o.parent else excluded.parent end,
    method = case when excluded.deleted then o.method else excluded.method end,
    label = case when excluded.deleted then o.label else excluded.label end,
    data = case when excluded.deleted then o.data || excluded.data else excluded.data end, -- a tombstone keeps what was known
    api_version = excluded.api_version, source_time = excluded.source_time, deleted = excluded.deleted,
    synced_at = clock_timestamp()
  where excluded.source_time > o.source_time or excluded.api_version = 'derived'
     or (excluded.source_time = o.source_time and not o.deleted and (excluded.deleted
         or o.data @> (select n.previous from newest n where n.connection = excluded.connection_id
                       and n.type = excluded.type and n.id = excluded.id)))
  returning o.connection_id, o.type, o.id;
end $$;
revoke execute on function private.apply_objects(jsonb) from public;
grant execute on function private.apply_objects(jsonb) to service_role;

-- As before, and the state of an object that an event carries is kept for the synced copy, in the same statement.
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
      "correlationId" text, "causationId" text, hops smallint, "actorKind" text, "actorId" text, data jsonb, provider text, account text, state jsonb)) with ordinality
      as x (workspace, source, id, type, subject, time, origin, connection, livemode, correlation, causation, hops, actor_kind, actor_id, data, provider, account, state, position)),
  incoming as materialized (
    select p.workspace, p.source, p.id, p.type, p.subject, p.time, p.origin, p.connection, p.livemode, p.correlation, p.causation, p.hops,
      p.actor_kind, p.actor_id, p.data, p.state, p.position from parsed p where p.workspace is not null
    union all
    select r.workspace_id, p.source, p.id, p.type, p.subject, p.time, p.origin, r.connection_id, p.livemode, p.correlation, p.causation, p.hops,
      p.actor_kind, p.actor_id, p.data, p.state, p.position
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
    from numbered n returning workspace_id, seq, id, source, recorded_at),
  changed as (
    insert into private.object_changes (connection_id, workspace_id, seq, type, id, source_time, deleted, api_version, object, previous)
    select n.connection, n.workspace, n.seq, n.state ->> 'type', n.state ->> 'id', date_trunc('second', n.time), (n.state ->> 'deleted')::boolean,
      n.state ->> 'apiVersion', case when n.is_over then null else nullif(n.state -> 'object', 'null') end, nullif(n.state -> 'previous', 'null')
    from numbered n where n.state is not null and n.connection is not null)
  select e.workspace_id, e.seq, e.id, e.source, e.recorded_at from stored e
  where mesh.require_same((select count(*) from numbered), (select count(*) from remembered)) order by 1, 2;
end $$;
