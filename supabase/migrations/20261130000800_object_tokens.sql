-- An object keeps its search words beside its columns, so that one statement writes both and removes those that no longer hold.
alter table public.objects add column tokens text[] collate "C" not null default '{}';
comment on column public.objects.tokens is 'Folded words by which search finds the object, as object_tokens has them; none if it is deleted';

update public.objects o set tokens = t.tokens
from (select connection_id, type, id, array_agg(token) as tokens from public.object_tokens group by 1, 2, 3) t
where t.connection_id = o.connection_id and t.type = o.type and t.id = o.id;

-- A foreign key and a unique index are checked for each word and cost more than storing it. The writer of a copy, of which there
-- is one at a time, adds only words that the object did not have.
alter table public.object_tokens drop constraint object_tokens_connection_id_fkey, drop constraint object_tokens_pkey;
create index object_tokens_newest on public.object_tokens (connection_id, token, created, type, id);

create function private.delete_object_tokens() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from public.object_tokens t using gone g where t.connection_id = g.id;
  return null;
end $$;
revoke execute on function private.delete_object_tokens() from public;
create trigger connections_delete_object_tokens after delete on public.connections
  referencing old table as gone for each statement execute function private.delete_object_tokens();

-- A session keeps the plan that it made, perhaps for an almost empty copy. It has to be a good one for millions of objects, too:
-- no sequential scan, and one probe of the primary key for each state.
create or replace function private.apply_objects(p_states jsonb) returns table (connection_id uuid, type text, id text)
  language plpgsql set search_path = '' set enable_seqscan = off as $$
#variable_conflict use_column
begin
  return query
  with incoming as materialized (
    select * from rows from (jsonb_to_recordset(p_states) as (
      workspace uuid, connection uuid, type text, id text, created timestamptz, status text, customer text, currency text,
      amount bigint, parent text, method text, label text, data jsonb, tokens text[], "apiVersion" text, "sourceTime" timestamptz,
      deleted boolean, previous jsonb)) with ordinality
      as x (workspace, connection, type, id, created, status, customer, currency, amount, parent, method, label, data, tokens,
        api_version, source_time, deleted, previous, place)),
  newest as materialized ( -- one row may be touched once per statement
    select distinct on (i.connection, i.type, i.id) i.*,
      count(*) over (partition by i.connection, i.type, i.id, i.source_time) > 1 as crowded
    from incoming i order by i.connection, i.type, i.id, i.source_time desc, i.deleted desc, i.place desc),
  before as materialized (
    select o.connection_id, o.type, o.id, o.created, o.tokens, o.source_time = n.source_time and o.data <> n.data as differs
    from newest n cross join lateral (select * from public.objects f
      where f.connection_id = n.connection and f.type = n.type collate "C" and f.id = n.id collate "C" limit 1) o),
  doubtful as (
    insert into private.object_refetches as r (connection_id, type, id, reason, not_before)
    select n.connection, n.type, n.id, 'same second', n.source_time + interval '2 seconds'
    from newest n left join before b on b.connection_id = n.connection and b.type = n.type and b.id = n.id
    where n.api_version <> 'derived' and (n.crowded or b.differs)
    on conflict (connection_id, type, id) do update set not_before = greatest(r.not_before, excluded.not_before)),
  written as (
    insert into public.objects as o (workspace_id, connection_id, type, id, created, status, customer, currency, amount, parent,
      method, label, data, tokens, api_version, source_time, deleted)
    select n.workspace, n.connection, n.type, n.id, n.created, n.status, n.customer, n.currency, n.amount, n.parent, n.method,
      n.label, n.data, n.tokens, n.api_version, n.source_time, n.deleted
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
      tokens = excluded.tokens, api_version = excluded.api_version, source_time = excluded.source_time,
      deleted = excluded.deleted, synced_at = clock_timestamp()
    where excluded.source_time > o.source_time or excluded.api_version = 'derived'
       or (excluded.source_time = o.source_time and not o.deleted and (excluded.deleted
           or o.data @> (select n.previous from newest n where n.connection = excluded.connection_id
                         and n.type = excluded.type and n.id = excluded.id)))
    returning o.connection_id, o.type, o.id, o.created, o.tokens),
  removed as (
    delete from public.object_tokens t using before b, written w, unnest(b.tokens) as x (token)
    where w.connection_id = b.connection_id and w.type = b.type and w.id = b.id
      and (w.created <> b.created or x.token <> all (w.tokens))
      and t.connection_id = b.connection_id and t.token = x.token and t.created = b.created and t.type = b.type and t.id = b.id),
  added as (
    insert into public.object_tokens (connection_id, token, created, type, id)
    select w.connection_id, x.token, w.created, w.type, w.id
    from written w left join before b on b.connection_id = w.connection_id and b.type = w.type and b.id = w.id,
      unnest(w.tokens) as x (token)
    where b.id is null or w.created <> b.created or x.token <> all (b.tokens))
  select w.connection_id, w.type, w.id from written w;
end $$;

-- As before, but the words are found by the index.
create or replace function private.forget_objects(p_connection uuid, p_types text[], p_ids text[]) returns table (type text, id text)
  language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare v_types text[]; v_ids text[];
begin
  select array_agg(f.type), array_agg(f.id) into v_types, v_ids from private.objects_of(p_connection, p_types, p_ids) f;
  delete from private.object_refetches r
    using unnest(coalesce(v_ids, '{}') || p_ids) i where r.connection_id = p_connection and r.id = i;
  delete from private.object_changes h where h.connection_id = p_connection and exists (
    select from jsonb_array_elements_text(private.direct_ids(h.id, h.object)) d where d = any (coalesce(v_ids, '{}') || p_ids));
  if v_ids is null then return; end if;
  with forgotten as (
    delete from public.objects o using unnest(v_types, v_ids) as f (type, id)
    where o.connection_id = p_connection and o.type = f.type and o.id = f.id
    returning o.type, o.id, o.created, o.tokens)
  delete from public.object_tokens t using forgotten f, unnest(f.tokens) as x (token)
    where t.connection_id = p_connection and t.token = x.token and t.created = f.created and t.type = f.type and t.id = f.id;
  return query select f.type, f.id from unnest(v_types, v_ids) as f (type, id);
end $$;

-- Statements about an empty table are planned by guess, and such a plan is kept until the statistics change. The first import
-- would read the whole copy for each page until the server gets round to it, which takes it a minute or longer.
create function private.analyze_copy() returns void language plpgsql security definer set search_path = '' as $$
begin
  if (select c.reltuples from pg_catalog.pg_class c where c.oid = 'public.objects'::regclass) < 1000 then
    analyze public.objects, public.object_tokens;
  end if;
end $$;
revoke execute on function private.analyze_copy() from public;
grant execute on function private.analyze_copy() to service_role;
