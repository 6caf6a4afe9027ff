-- What is shown: dashboards, their widgets, the workspace's widget definitions, each person's own order.
create table public.dashboards (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  slug text not null default 'main' check (slug ~ '^[a-z0-9-]{1,40}$'),
  name text not null check (length(name) between 1 and 80),
  created_at timestamptz not null default now(),
  unique (workspace_id, slug),
  unique (id, workspace_id)
);
create table public.widget_definitions (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  type text not null check (type ~ '^[a-z][a-z0-9-]{0,79}$'),
  definition jsonb not null check (pg_column_size(definition) <= 65536),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, type)
);
create table public.widgets (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  dashboard_id uuid not null,
  type text not null,
  connection_id uuid references public.connections (id) on delete set null,
  position integer not null default 0,
  removed_at timestamptz,
  created_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default now(),
  foreign key (dashboard_id, workspace_id) references public.dashboards (id, workspace_id) on delete cascade,
  foreign key (workspace_id, type) references public.widget_definitions (workspace_id, type)
);
create index widgets_workspace on public.widgets (workspace_id, type);
create index widgets_connection on public.widgets (connection_id) where connection_id is not null;
create index widgets_dashboard on public.widgets (dashboard_id) where removed_at is null;
comment on column public.widgets.removed_at is 'Set instead of deleting, so that a removal can be undone';
create table public.dashboard_layouts (
  dashboard_id uuid not null references public.dashboards (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  widget_order uuid[] not null default '{}' check (cardinality(widget_order) <= 200),
  updated_at timestamptz not null default now(),
  primary key (dashboard_id, user_id)
);

alter table public.dashboards enable row level security;
alter table public.widget_definitions enable row level security;
alter table public.widgets enable row level security;
alter table public.dashboard_layouts enable row level security;

create policy "members see dashboards" on public.dashboards for select to authenticated
  using (private.role_in(workspace_id) is not null);
create policy "members make dashboards" on public.dashboards for insert to authenticated
  with check (private.role_in(workspace_id) in ('owner', 'admin', 'member'));
create policy "members see definitions" on public.widget_definitions for select to authenticated
  using (private.role_in(workspace_id) is not null);
create policy "members install definitions" on public.widget_definitions for insert to authenticated
  with check (private.role_in(workspace_id) in ('owner', 'admin', 'member'));
create policy "members change definitions" on public.widget_definitions for update to authenticated
  using (private.role_in(workspace_id) in ('owner', 'admin', 'member')) with check (private.role_in(workspace_id) in ('owner', 'admin', 'member'));
create policy "members see widgets" on public.widgets for select to authenticated
  using (private.role_in(workspace_id) is not null);
create policy "members add widgets" on public.widgets for insert to authenticated
  with check (private.role_in(workspace_id) in ('owner', 'admin', 'member')
    and (connection_id is null or exists (select from public.connections c where c.id = connection_id and c.workspace_id = widgets.workspace_id)));
create policy "members change widgets" on public.widgets for update to authenticated
  using (private.role_in(workspace_id) in ('owner', 'admin', 'member'))
  with check (private.role_in(workspace_id) in ('owner', 'admin', 'member')
    and (connection_id is null or exists (select from public.connections c where c.id = connection_id and c.workspace_id = widgets.workspace_id)));
create policy "one's own layout" on public.dashboard_layouts for all to authenticated
  using (user_id = (select auth.uid()))
  with check (user_id = (select auth.uid()) and exists (select from public.dashboards d where d.id = dashboard_id and private.role_in(d.workspace_id) is not null));

grant select, insert on public.dashboards to authenticated;
grant select, insert, update (definition, updated_at) on public.widget_definitions to authenticated;
grant select, insert, update (removed_at, position, connection_id) on public.widgets to authenticated;
grant select, insert, update, delete on public.dashboard_layouts to authenticated;
grant select on public.dashboards, public.widget_definitions, public.widgets to service_role;
