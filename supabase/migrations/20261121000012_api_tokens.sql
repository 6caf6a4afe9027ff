-- Tokens by which code of one's own speaks to the API. Only a hash is kept; the token is shown once.
create table public.api_tokens (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  name text not null check (name ~ '^[a-z][a-z0-9_]{0,39}$'),
  token_hash bytea not null unique check (length(token_hash) = 32),
  hint text not null check (length(hint) <= 12),
  scopes text[] not null,
  created_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  unique (workspace_id, name)
);
comment on column public.api_tokens.name is 'Also the first segment of the event types that it may publish';
comment on column public.api_tokens.token_hash is 'SHA-256 of 32 random bytes: knowing it opens nothing';

alter table public.api_tokens enable row level security;
create policy "admins see tokens" on public.api_tokens for select to authenticated
  using (private.role_in(workspace_id) in ('owner', 'admin'));
grant select on public.api_tokens to authenticated;
grant select, insert, update, delete on public.api_tokens to service_role;
