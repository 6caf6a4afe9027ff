-- The tiles and blocks of the overview as one person arranged them in a workspace. Nobody else sees them.
create table public.overview_layouts (
  workspace_id uuid not null,
  user_id uuid not null,
  layout jsonb not null check (jsonb_typeof(layout) = 'object' and length(layout::text) <= 4096),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, user_id),
  foreign key (workspace_id, user_id) references public.memberships (workspace_id, user_id) on delete cascade
);
comment on column public.overview_layouts.layout is 'Order of tiles and blocks by their keys, and the keys that are hidden';

alter table public.overview_layouts enable row level security;
create policy "one's own overview" on public.overview_layouts for all to authenticated
  using (user_id = (select auth.uid()) and workspace_id in (select private.my_workspaces()))
  with check (user_id = (select auth.uid()) and workspace_id in (select private.my_workspaces()));
grant select, insert, update (layout, updated_at), delete on public.overview_layouts to authenticated;
