-- The widget definitions that ship with the product. The server stores them at its start. A new workspace gets them in the
-- transaction that creates it, an existing one when the server stores a newer version.
create table private.builtin_widgets (
  type text primary key,
  version integer not null,
  definition jsonb not null,
  position integer
);
comment on column private.builtin_widgets.position is 'Position in the first dashboard of a workspace; null for widgets that people add themselves';
alter table private.builtin_widgets enable row level security;

create function private.widget_version(definition jsonb) returns numeric
  language sql immutable set search_path = '' as
$$ select case when jsonb_typeof(definition -> 'version') = 'number' then (definition ->> 'version')::numeric end $$;

-- Installs what is missing or older, and the first dashboard. Definitions that people edited have a newer version and stay.
create function private.install_builtin_widgets(workspaces uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.widget_definitions as d (workspace_id, type, definition)
    select w.id, b.type, b.definition from unnest(workspaces) w (id) cross join private.builtin_widgets b
    order by w.id, b.type
  on conflict (workspace_id, type) do update set definition = excluded.definition, updated_at = now()
    where private.widget_version(d.definition) < private.widget_version(excluded.definition);
  with made as (
    insert into public.dashboards (workspace_id, slug, name)
      select w.id, 'main', 'Dashboard' from unnest(workspaces) w (id)
      where exists (select from private.builtin_widgets b where b.position is not null)
      order by w.id
    on conflict (workspace_id, slug) do nothing returning id, workspace_id
  )
  insert into public.widgets (workspace_id, dashboard_id, type, position)
    select m.workspace_id, m.id, b.type, b.position from made m cross join private.builtin_widgets b
    where b.position is not null;
end $$;

-- The lock orders new workspaces and new versions: one of the two always sees the other.
create function private.on_workspace() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('builtin widgets', 0));
  perform private.install_builtin_widgets(array[new.id]);
  return null;
end $$;
create trigger on_workspace after insert on public.workspaces for each row execute function private.on_workspace();

-- Stores the definitions of the running version and installs the new ones. Returns their number; 0 is the usual start.
create function private.store_builtin_widgets(widgets jsonb) returns integer
  language plpgsql security definer set search_path = '' as $$
declare changed integer;
begin
  if not exists (
    select from jsonb_to_recordset(widgets) as n (type text, version integer)
      left join private.builtin_widgets b using (type) where b.version is null or b.version < n.version
  ) then return 0; end if;
  perform pg_advisory_xact_lock(hashtextextended('builtin widgets', 0));
  insert into private.builtin_widgets as b (type, version, definition, position)
    select n.type, n.version, n.definition, n.position
      from jsonb_to_recordset(widgets) as n (type text, version integer, definition jsonb, position integer)
  on conflict (type) do update
    set version = excluded.version, definition = excluded.definition, position = excluded.position
    where b.version < excluded.version;
  get diagnostics changed = row_count;
  if changed > 0 then perform private.install_builtin_widgets(array(select id from public.workspaces)); end if;
  return changed;
end $$;

revoke execute on function private.widget_version(jsonb), private.install_builtin_widgets(uuid[]), private.on_workspace(),
  private.store_builtin_widgets(jsonb) from public;
grant execute on function private.store_builtin_widgets(jsonb) to service_role;
