-- Views that people have saved, and automations, may name a customer who is erased.
alter table private.erasures add column automations uuid[] not null default '{}';
comment on column private.erasures.automations is 'Automations that named the customer in a version that is in use, which people have to change';

-- Deletes saved views that name a person, and takes their names out of the audit log. `p_words` are lower-case texts that name the
-- person wherever they stand; `p_names` are texts that do so as a whole, or whose beginning does in the filter by customer.
create function private.forget_views(p_workspace uuid, p_ids text[], p_words text[], p_names text[]) returns integer
  language plpgsql security definer set search_path = '' as $$
declare v_deleted text[];
begin
  with gone as (
    delete from public.saved_views v where v.workspace_id = p_workspace and (
      exists (select from private.ids_in(jsonb_build_array(v.name, v.address)) i where i = any (p_ids))
      or exists (select from jsonb_each_text(v.address || jsonb_build_object('', v.name)) a, unnest(p_words) w
        where strpos(lower(a.value), w) > 0)
      or exists (select from unnest(p_names) n where n in (lower(v.name), lower(v.address ->> 'q'))
        or starts_with(n, lower(v.address ->> 'customer'))))
    returning v.id::text)
  select coalesce(array_agg(g.id), '{}') into v_deleted from gone g;
  update public.audit_log l set details = l.details - 'name'
  where l.workspace_id = p_workspace and l.action like 'views.%' and l.details ? 'name'
    and (l.target = any (v_deleted) or lower(l.details ->> 'name') = any (p_names)
      or private.has_word(l.details -> 'name', p_words));
  return cardinality(v_deleted);
end $$;

-- A view that is saved later, for example from an old address, loses filters that name an erased customer.
create function private.strip_erased_view() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from private.erasure_keys k where k.workspace_id = new.workspace_id) then return new; end if;
  new.address := coalesce((select jsonb_object_agg(a.key, a.value) from jsonb_each(new.address) a
    where not private.names_erased(new.workspace_id, null, a.value)), '{}');
  return new;
end $$;
create trigger strip_erased_view before insert or update of address on public.saved_views
  for each row execute function private.strip_erased_view();

-- Replaces texts in the strings of a JSON value, whatever their case.
create function private.without_texts(p_data jsonb, p_texts text[]) returns jsonb
  language plpgsql immutable set search_path = '' as $$
declare v_text text; v_one text;
begin
  case jsonb_typeof(p_data)
    when 'string' then
      v_text := p_data #>> '{}';
      foreach v_one in array p_texts loop
        v_text := regexp_replace(v_text, '***=' || v_one, 'erased', 'gi');
      end loop;
      return to_jsonb(v_text);
    when 'array' then
      return coalesce((select jsonb_agg(private.without_texts(x.value, p_texts) order by x.place)
        from jsonb_array_elements(p_data) with ordinality x (value, place)), '[]');
    when 'object' then
      return coalesce((select jsonb_object_agg(x.key, private.without_texts(x.value, p_texts)) from jsonb_each(p_data) x), '{}');
    else return p_data;
  end case;
end $$;

-- Takes an erased customer out of versions of automations that nothing runs any more, and notes the automations whose version in
-- use names the customer. Also replaces messages about errors that name the customer.
create function private.redact_automations(p_erasure uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare e private.erasures; v record; v_left uuid[] := '{}';
begin
  select * into strict e from private.erasures where id = p_erasure and finished_at is null;
  for v in
    select n.automation_id, n.version, n.definition, n.version = a.latest_version or n.version is not distinct from a.live_version
      or exists (select from public.runs r where r.automation_id = n.automation_id and r.version = n.version
        and r.status in ('pending', 'running', 'waiting', 'indeterminate')) as is_used
    from public.automation_versions n join public.automations a on a.id = n.automation_id
    where n.workspace_id = e.workspace_id
      and (private.names_erased(n.workspace_id, null, n.definition) or private.has_word(n.definition, e.words))
  loop
    if v.is_used then
      v_left := array_append(v_left, v.automation_id);
    else
      update public.automation_versions n set definition = private.without_texts(v.definition, e.words || array(
        select i.id from private.erasure_keys k
        cross join lateral private.ids_in(v.definition) as i (id)
        join private.suppressions s on s.hash = private.erasure_hash(k.key, i.id)
        join public.connections c on c.id = s.connection_id and c.workspace_id = k.workspace_id
        where k.workspace_id = e.workspace_id))
      where n.automation_id = v.automation_id and n.version = v.version;
    end if;
  end loop;
  update public.automations a set paused_reason = 'The customer was erased.'
  where a.workspace_id = e.workspace_id and a.paused_reason is not null
    and (private.names_erased(e.workspace_id, null, to_jsonb(a.paused_reason)) or private.has_word(to_jsonb(a.paused_reason), e.words));
  update public.connections c set last_error = 'The message named a customer who was erased.'
  where c.workspace_id = e.workspace_id and c.last_error is not null
    and (private.names_erased(e.workspace_id, null, to_jsonb(c.last_error)) or private.has_word(to_jsonb(c.last_error), e.words));
  update private.erasures set automations = array(select distinct l from unnest(v_left) l) where id = p_erasure;
end $$;

revoke execute on function private.forget_views(uuid, text[], text[], text[]), private.strip_erased_view(),
  private.without_texts(jsonb, text[]), private.redact_automations(uuid) from public;
grant execute on function private.forget_views(uuid, text[], text[], text[]), private.redact_automations(uuid) to service_role;
