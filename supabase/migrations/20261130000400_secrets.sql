-- Named secrets that HTTP requests of automations send in headers. Their values are sealed and never leave the server otherwise.
create table public.secrets (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  name text not null check (name ~ '^[a-z][a-z0-9_]{0,39}$'),
  hosts text[] not null check (cardinality(hosts) between 1 and 10),
  created_by uuid references public.profiles (id) on delete set null,
  updated_at timestamptz not null default now(),
  last_used_at timestamptz,
  unique (workspace_id, name)
);
comment on column public.secrets.name is 'How a header names it: {{secret.<name>}}';
comment on column public.secrets.hosts is 'Hosts, with the port where it is not the standard one, that it may be sent to';
create index secrets_created_by on public.secrets (created_by);

create table private.secret_values (
  secret_id uuid primary key references public.secrets (id) on delete cascade,
  sealed text not null
);
comment on column private.secret_values.sealed is 'Sealed for workspace|secret|value';

alter table public.secrets enable row level security;
alter table private.secret_values enable row level security;
create policy "members see the names of secrets" on public.secrets for select to authenticated
  using (private.role_in(workspace_id) is not null);
grant select on public.secrets to authenticated;
grant select, insert, update, delete on public.secrets, private.secret_values to service_role;
