-- Views of lists that people keep for themselves: the tab, filters, order and columns of an address under a name.
create table public.saved_views (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  user_id uuid not null,
  list text not null check (list ~ '^[a-z]{1,40}$'),
  name text not null check (char_length(name) between 1 and 40),
  address jsonb not null check (jsonb_typeof(address) = 'object' and length(address::text) <= 4096),
  created_at timestamptz not null default now(),
  foreign key (workspace_id, user_id) references public.memberships (workspace_id, user_id) on delete cascade
);
comment on column public.saved_views.list is 'Path of the list page, such as payments';
create unique index saved_views_name on public.saved_views (workspace_id, user_id, list, lower(name));

alter table public.saved_views enable row level security;
create policy "one's own views" on public.saved_views for all to authenticated
  using (user_id = (select auth.uid()) and workspace_id in (select private.my_workspaces()))
  with check (user_id = (select auth.uid()) and workspace_id in (select private.my_workspaces()));
grant select, insert, update (name, address), delete on public.saved_views to authenticated;
