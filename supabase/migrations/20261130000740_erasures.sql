-- Customers that were erased. The product keeps a keyed hash of the customer's id and of the ids of their objects, by which the
-- log and the synced copy recognise them when the provider mentions them again.
create table private.erasure_keys (
  workspace_id uuid primary key references public.workspaces (id) on delete cascade,
  key bytea not null default sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
);
comment on table private.erasure_keys is 'A workspace has a key if it has erased a customer';

create table private.suppressions (
  connection_id uuid not null references public.connections (id) on delete cascade,
  hash bytea not null,
  created_at timestamptz not null default now(),
  primary key (connection_id, hash)
);
comment on table private.suppressions is 'Hashes of the ids of erased customers and of their objects, which must not enter the copy or the log again';

create table private.erasures (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  connection_id uuid not null references public.connections (id) on delete cascade,
  hash bytea not null,
  requested_by uuid references public.profiles (id) on delete set null,
  requested_at timestamptz not null default now(),
  finished_at timestamptz,
  words text[] not null,
  event_seq bigint not null default 0,
  run_at timestamptz not null default '-infinity',
  run_id uuid not null default '00000000-0000-0000-0000-000000000000',
  audit_id bigint not null default 0,
  phase text not null default 'events' check (phase in ('events', 'runs', 'audit', 'done')),
  counts jsonb not null default '{}',
  unique (connection_id, hash)
);
create index erasures_workspace on private.erasures (workspace_id);
create index erasures_requested_by on private.erasures (requested_by);
create index erasures_open on private.erasures (requested_at) where finished_at is null;
comment on column private.erasures.words is 'E-mail address and phone number of the customer, to find them in events and runs; empty when the erasure has finished';
comment on column private.erasures.event_seq is 'Events up to this position of the log were searched';
comment on column private.erasures.counts is 'Number of erased rows by type of object, and of redacted events, runs and audit rows';

alter table private.erasure_keys enable row level security;
alter table private.suppressions enable row level security;
alter table private.erasures enable row level security;
grant select, insert, update, delete on private.erasure_keys, private.suppressions, private.erasures to service_role;

create function private.erasure_hash(p_key bytea, p_id text) returns bytea
  language sql immutable parallel safe set search_path = '' as
$$ select sha256(p_key || sha256(p_key || convert_to(p_id, 'UTF8'))) $$;

-- Texts of a JSON value that may be ids: whole texts, and the words in them.
create function private.ids_in(p_data jsonb) returns setof text language sql immutable parallel safe set search_path = '' as $$
  select distinct w.id from jsonb_path_query(p_data, 'strict $.** ? (@.type() == "string")') v
  cross join lateral (
    select v #>> '{}' as id where length(v #>> '{}') between 1 and 300
    union all select m[1] from regexp_matches(v #>> '{}', '[A-Za-z0-9_]{6,}', 'g') m) w
$$;

-- True if the value names an erased customer or one of their objects. Ids of a connection are not compared with those of another
-- connection to the same provider; events of other apps and of people may name those of every connection.
create function private.names_erased(p_workspace uuid, p_connection uuid, p_data jsonb) returns boolean
  language sql stable set search_path = '' as $$
  select exists (
    select from private.erasure_keys k
    cross join lateral private.ids_in(p_data) as i (id)
    join private.suppressions s on s.hash = private.erasure_hash(k.key, i.id)
    where k.workspace_id = p_workspace and s.connection_id = any (array(
      select c.id from public.connections c left join public.connections own on own.id = p_connection
      where c.workspace_id = p_workspace and (own.id is null or c.id = own.id or c.provider <> own.provider))))
$$;

-- True if one of the texts contains one of the words, whatever the case.
create function private.has_word(p_data jsonb, p_words text[]) returns boolean language sql immutable set search_path = '' as $$
  select exists (select from unnest(p_words) w where strpos(lower(p_data::text), w) > 0)
$$;

-- What a redacted event or trigger keeps: amounts and states, without anything that points to a person.
create function private.redact(p_data jsonb) returns jsonb language sql immutable set search_path = '' as $$
  select jsonb_build_object('personalDataErased', true) || coalesce((
    select jsonb_object_agg(f.key, f.value)
    from jsonb_each(case jsonb_typeof(p_data) when 'object' then p_data else '{}' end) f
    where (f.key ~ '^(amount|refund_amount|total)' and jsonb_typeof(f.value) = 'number')
       or (f.key in ('currency', 'status') and jsonb_typeof(f.value) = 'string' and length(f.value #>> '{}') <= 40)
       or (f.key = 'livemode' and jsonb_typeof(f.value) = 'boolean')), '{}')
$$;

-- Notes that an object belongs to an erased customer, so that what refers to the object is recognised too.
create function private.suppress(p_workspace uuid, p_connection uuid, p_ids text[]) returns void
  language sql set search_path = '' as $$
  insert into private.suppressions (connection_id, hash)
  select distinct p_connection, private.erasure_hash(k.key, i) from private.erasure_keys k, unnest(p_ids) i
  where k.workspace_id = p_workspace on conflict do nothing
$$;

-- The ids that an object gives directly: its own, and those of the objects that it belongs to.
create function private.direct_ids(p_id text, p_data jsonb) returns jsonb language sql immutable set search_path = '' as $$
  select jsonb_build_array(p_id) || coalesce((
    select jsonb_agg(case jsonb_typeof(f.value) when 'string' then f.value else f.value -> 'id' end)
    from jsonb_each(case jsonb_typeof(p_data) when 'object' then p_data else '{}' end) f
    where jsonb_typeof(f.value) in ('string', 'object')), '[]')
$$;

-- An event about an erased customer keeps its place, id, type and time.
create function private.suppress_event() returns trigger language plpgsql set search_path = '' as $$
begin
  if not exists (select from private.erasure_keys k where k.workspace_id = new.workspace_id) then return new; end if;
  if not private.names_erased(new.workspace_id, new.connection_id,
    jsonb_build_array(new.subject, new.correlation_id, new.data)) then return new; end if;
  if new.origin = 'provider' and new.subject is not null and private.names_erased(new.workspace_id, new.connection_id,
    private.direct_ids(new.subject, new.data)) then
    perform private.suppress(new.workspace_id, new.connection_id, array[new.subject]);
  end if;
  new.data := jsonb_build_object('personalDataErased', true);
  new.subject := null;
  if private.names_erased(new.workspace_id, new.connection_id, to_jsonb(new.correlation_id)) then new.correlation_id := null; end if;
  return new;
end $$;
create trigger suppress_event before insert on mesh.event for each row execute function private.suppress_event();

-- The state of an object of an erased customer does not wait for the copy.
create function private.suppress_change() returns trigger language plpgsql set search_path = '' as $$
begin
  if not exists (select from private.erasure_keys k where k.workspace_id = new.workspace_id) then return new; end if;
  if not private.names_erased(new.workspace_id, new.connection_id, private.direct_ids(new.id, new.object)) then return new; end if;
  perform private.suppress(new.workspace_id, new.connection_id, array[new.id]);
  return null;
end $$;
create trigger suppress_change before insert on private.object_changes for each row execute function private.suppress_change();

-- Objects by id, those of a customer, and everything below them.
create function private.objects_of(p_connection uuid, p_types text[], p_ids text[]) returns table (type text, id text)
  language sql stable set search_path = '' as $$
  with recursive found (type, id) as (
    select '' collate "C", i collate "C" from unnest(p_ids) i
    union
    select n.type, n.id from found f cross join lateral (
      select o.type, o.id from public.objects o where o.connection_id = p_connection and o.customer = f.id
      union all select o.type, o.id from public.objects o where o.connection_id = p_connection and o.parent = f.id
      union all select o.type, o.id from public.objects o
        where o.connection_id = p_connection and o.type = any (p_types) and o.id = f.id) n)
  select f.type, f.id from found f where f.type <> ''
$$;

-- Deletes these objects with their search words and pending reads, and returns them.
create function private.forget_objects(p_connection uuid, p_types text[], p_ids text[]) returns table (type text, id text)
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
  delete from public.object_tokens t using unnest(v_types, v_ids) as f (type, id)
    where t.connection_id = p_connection and t.type = f.type and t.id = f.id;
  delete from public.objects o using unnest(v_types, v_ids) as f (type, id)
    where o.connection_id = p_connection and o.type = f.type and o.id = f.id;
  return query select f.type, f.id from unnest(v_types, v_ids) as f (type, id);
end $$;

-- States that must not enter the copy: of erased customers, and of what belongs to them. Notes the ids of these states.
create function private.suppressed_states(p_workspace uuid, p_connection uuid, p_states jsonb) returns table (type text, id text)
  language plpgsql set search_path = '' as $$
#variable_conflict use_column
begin
  if not exists (select from private.erasure_keys k where k.workspace_id = p_workspace) then return; end if;
  return query
  with hit as materialized (
    select distinct x.type, x.id from jsonb_to_recordset(p_states) as x (type text, id text, refs jsonb)
    where private.names_erased(p_workspace, p_connection, x.refs)),
  noted as (select private.suppress(p_workspace, p_connection, (select array_agg(h.id) from hit h)))
  select h.type, h.id from hit h where (select count(*) from noted) > 0;
end $$;

-- Ends the recurring revenue of an erased customer on a day, and keeps its amounts under a name that says nothing.
create function private.end_mrr(p_connection uuid, p_customer text, p_alias text, p_day date) returns void
  language plpgsql set search_path = '' as $$
begin
  delete from private.mrr_stale s where s.connection_id = p_connection and s.customer = p_customer;
  delete from public.mrr_changes c where c.connection_id = p_connection and c.customer = p_customer and c.day >= p_day and c.before_n = 0;
  update public.mrr_changes c set kind = 'churn', after_n = 0, after_d = 1, delta_n = - c.before_n, delta_d = c.before_d
    where c.connection_id = p_connection and c.customer = p_customer and c.day >= p_day;
  insert into public.mrr_changes (workspace_id, connection_id, currency, day, customer, kind, before_n, before_d, after_n, after_d,
    delta_n, delta_d, version)
  select l.workspace_id, l.connection_id, l.currency, p_day, l.customer, 'churn', l.after_n, l.after_d, 0, 1, - l.after_n, l.after_d, l.version
  from (select distinct on (c.currency) c.* from public.mrr_changes c
    where c.connection_id = p_connection and c.customer = p_customer order by c.currency, c.day desc) l
  where l.after_n <> 0;
  update public.mrr_changes c set customer = p_alias where c.connection_id = p_connection and c.customer = p_customer;
  delete from public.mrr_days d where d.connection_id = p_connection and d.day >= p_day;
  insert into public.mrr_days (workspace_id, connection_id, currency, day, kind, delta_d, delta_n, customers)
  select c.workspace_id, c.connection_id, c.currency, c.day, c.kind, c.delta_d, sum(c.delta_n), count(*) from public.mrr_changes c
  where c.connection_id = p_connection and c.day >= p_day group by 1, 2, 3, 4, 5, 6;
end $$;

-- Redacts the events of an erasure that come next in the log. Returns false when the log is done.
create function private.redact_events(p_erasure uuid, p_limit integer) returns boolean
  language plpgsql set search_path = '' as $$
declare e private.erasures; v_last bigint; v_n integer;
begin
  select * into strict e from private.erasures where id = p_erasure;
  select max(p.seq) into v_last from (select v.seq from mesh.event v
    where v.workspace_id = e.workspace_id and v.seq > e.event_seq order by v.seq limit p_limit) p;
  if v_last is null then return false; end if;
  update mesh.event v set data = private.redact(v.data), subject = null,
    correlation_id = case when private.names_erased(v.workspace_id, v.connection_id, to_jsonb(v.correlation_id)) then null else v.correlation_id end
  where v.workspace_id = e.workspace_id and v.seq > e.event_seq and v.seq <= v_last and not v.data ? 'personalDataErased'
    and (private.names_erased(v.workspace_id, v.connection_id, jsonb_build_array(v.subject, v.correlation_id, v.data))
      -- An event that names another customer is about that customer, even if both have the same address.
      or (not v.data ? 'customer' and v.data ->> 'object' is distinct from 'customer' and private.has_word(v.data, e.words)));
  get diagnostics v_n = row_count;
  update private.erasures set event_seq = v_last,
    counts = counts || jsonb_build_object('events', coalesce((counts ->> 'events')::bigint, 0) + v_n) where id = p_erasure;
  return true;
end $$;

-- Which of these runs are about an erased customer and were not redacted.
create function private.runs_about_erased(p_erasure uuid, p_runs uuid[]) returns setof uuid
  language sql stable set search_path = '' as $$
  select r.id from private.erasures e
  join public.runs r on r.workspace_id = e.workspace_id and r.id = any (p_runs)
  where e.id = p_erasure and not coalesce(r.trigger -> 'data' ? 'personalDataErased', false) and (
    exists (select from mesh.event v where v.workspace_id = r.workspace_id and v.seq = r.event_seq and v.data ? 'personalDataErased')
    or private.names_erased(r.workspace_id, (r.trigger ->> 'connection')::uuid, jsonb_build_array(r.trigger, r.context, r.lane, r.reason))
    or (not coalesce(r.trigger -> 'data' ? 'customer', false) and private.has_word(jsonb_build_array(r.trigger, r.context), e.words))
    or exists (select from public.steps s where s.run_id = r.id and (
      private.names_erased(s.workspace_id, null, jsonb_build_array(s.input, s.plan, s.output, s.reason, s.wait_where))
      or private.has_word(jsonb_build_array(s.input, s.plan, s.output), e.words))))
$$;

-- Removes personal data from runs that have ended, from their steps, approvals and attempts, and from the events that they caused.
create function private.redact_runs(p_erasure uuid, p_runs uuid[]) returns void language plpgsql set search_path = '' as $$
declare e private.erasures; v_caused integer; v_emitted integer;
begin
  select * into strict e from private.erasures where id = p_erasure;
  update mesh.event v set data = private.redact(v.data), subject = null
  where v.workspace_id = e.workspace_id and not v.data ? 'personalDataErased' and v.causation_id = any (array(
    select 'run:' || r from unnest(p_runs) r
    union all select 'run:' || s.run_id || '/' || s.key from public.steps s where s.run_id = any (p_runs)));
  get diagnostics v_caused = row_count;
  update mesh.event v set data = private.redact(v.data), subject = null
  where v.workspace_id = e.workspace_id and not v.data ? 'personalDataErased' and v.seq = any (array(
    select b.seq from public.steps s
    join public.connections c on c.workspace_id = e.workspace_id
    join mesh.inbox b on b.workspace_id = e.workspace_id and b.event_id = s.emitted
      and b.source = c.provider || case when c.livemode then ':live:' else ':test:' end || c.account_id
    where s.run_id = any (p_runs) and s.emitted is not null));
  get diagnostics v_emitted = row_count;
  -- A failed run can no longer be retried, so it does not count as one that people should look at.
  update public.runs r set context = '{}', lane = '', status = case r.status when 'failed' then 'cancelled' else r.status end,
    reason = case when r.reason is null and r.status <> 'failed' then null else 'The customer was erased.' end,
    trigger = (r.trigger - 'subject') || jsonb_build_object('data', private.redact(r.trigger -> 'data'))
  where r.id = any (p_runs);
  update public.steps s set input = null, plan = null, wait_where = null, remarks = '[]',
    output = case when s.output is null then null else '{"personalDataErased": true}'::jsonb end,
    reason = case when s.reason is null then null else 'The customer was erased.' end
  where s.run_id = any (p_runs);
  update public.step_attempts a set error = 'The customer was erased.' where a.run_id = any (p_runs) and a.error is not null;
  update public.approvals a set plan = null, note = null, reason = 'The customer was erased.' where a.run_id = any (p_runs);
  update private.erasures set counts = counts || jsonb_build_object(
    'events', coalesce((counts ->> 'events')::bigint, 0) + v_caused + v_emitted,
    'runs', coalesce((counts ->> 'runs')::bigint, 0) + cardinality(p_runs)) where id = p_erasure;
end $$;

-- Takes ids of erased customers out of the audit log. It is the only change of the log that exists: who did what and when stays.
create function private.redact_audit(p_erasure uuid, p_limit integer) returns boolean
  language plpgsql security definer set search_path = '' as $$
declare e private.erasures; v_last bigint; v_n integer;
begin
  select * into strict e from private.erasures where id = p_erasure and finished_at is null;
  select max(p.id) into v_last from (select l.id from public.audit_log l
    where l.workspace_id = e.workspace_id and l.id > e.audit_id order by l.id limit p_limit) p;
  if v_last is null then return false; end if;
  update public.audit_log l set target = 'An erased customer', details = l.details - 'reason'
  where l.workspace_id = e.workspace_id and l.id > e.audit_id and l.id <= v_last
    and (private.names_erased(l.workspace_id, null, jsonb_build_array(l.target, l.details))
      or private.has_word(jsonb_build_array(l.target, l.details), e.words));
  get diagnostics v_n = row_count;
  update private.erasures set audit_id = v_last,
    counts = counts || jsonb_build_object('audit', coalesce((counts ->> 'audit')::bigint, 0) + v_n) where id = p_erasure;
  return true;
end $$;

revoke execute on function private.erasure_hash(bytea, text), private.ids_in(jsonb), private.names_erased(uuid, uuid, jsonb),
  private.has_word(jsonb, text[]), private.redact(jsonb), private.suppress(uuid, uuid, text[]), private.direct_ids(text, jsonb),
  private.suppress_event(), private.suppress_change(), private.objects_of(uuid, text[], text[]),
  private.forget_objects(uuid, text[], text[]),
  private.suppressed_states(uuid, uuid, jsonb), private.end_mrr(uuid, text, text, date), private.redact_events(uuid, integer),
  private.runs_about_erased(uuid, uuid[]), private.redact_runs(uuid, uuid[]), private.redact_audit(uuid, integer) from public;
grant execute on function private.erasure_hash(bytea, text), private.ids_in(jsonb), private.names_erased(uuid, uuid, jsonb),
  private.has_word(jsonb, text[]), private.redact(jsonb), private.suppress(uuid, uuid, text[]), private.direct_ids(text, jsonb),
  private.objects_of(uuid, text[], text[]), private.forget_objects(uuid, text[], text[]),
  private.suppressed_states(uuid, uuid, jsonb), private.end_mrr(uuid, text, text, date),
  private.redact_events(uuid, integer), private.runs_about_erased(uuid, uuid[]),
  private.redact_runs(uuid, uuid[]), private.redact_audit(uuid, integer) to service_role;
