-- Connections to providers. What a member may see is in public; what opens a provider's door is in private.
create table public.connections (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  provider text not null check (provider ~ '^[a-z][a-z0-9-]{0,39}$'),
  account_id text not null check (length(account_id) between 1 and 200),
  livemode boolean not null,
  auth_kind text not null check (auth_kind in ('oauth', 'key')),
  label text not null default '' check (length(label) <= 200),
  scope text not null default '' check (length(scope) <= 500),
  country text check (length(country) = 2),
  currency text check (length(currency) = 3),
  time_zone text check (length(time_zone) <= 60),
  key_hint text check (length(key_hint) <= 24),
  status text not null default 'active' check (status in ('active', 'degraded', 'needs_reauth', 'revoked')),
  generation integer not null default 1,
  connected_by uuid references public.profiles (id) on delete set null,
  connected_at timestamptz not null default now(),
  last_ok_at timestamptz,
  last_error text check (length(last_error) <= 500),
  revoked_at timestamptz,
  unique (workspace_id, provider, account_id, livemode)
);
create index connections_route on public.connections (provider, account_id, livemode) where status <> 'revoked';
comment on column public.connections.key_hint is 'Last characters of a pasted key, for people to recognise it by';
comment on column public.connections.generation is 'Counts reconnects; a deauthorisation older than the current connection is ignored';

create table public.connection_cursors (
  connection_id uuid primary key references public.connections (id) on delete cascade,
  high_water timestamptz,
  last_sweep_at timestamptz,
  last_webhook_at timestamptz,
  swept_events bigint not null default 0
);
comment on column public.connection_cursors.high_water is 'Creation time of the newest provider event known to be stored';
comment on column public.connection_cursors.swept_events is 'Events that only the gap sweep brought, i.e. whose webhook was missed';

create table private.connection_secrets (
  connection_id uuid not null references public.connections (id) on delete cascade,
  field text not null check (field ~ '^[a-z_]{1,40}$'),
  sealed text not null,
  updated_at timestamptz not null default now(),
  primary key (connection_id, field)
);
create table private.oauth_attempts (
  state_hash bytea primary key check (length(state_hash) = 32),
  provider text not null,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  session_hash bytea not null check (length(session_hash) = 32),
  livemode boolean not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '10 minutes'
);
create index oauth_attempts_workspace on private.oauth_attempts (workspace_id);
create index oauth_attempts_user on private.oauth_attempts (user_id, created_at);
create table private.webhook_endpoints (
  id uuid primary key default gen_random_uuid(),
  connection_id uuid not null unique references public.connections (id) on delete cascade,
  sealed text not null,
  created_at timestamptz not null default now()
);
create table private.quarantine (
  id bigint generated always as identity primary key,
  provider text not null,
  reason text not null,
  account text,
  event_id text,
  body bytea not null,
  received_at timestamptz not null default now()
);
create index quarantine_received on private.quarantine (received_at);

create table public.audit_log (
  id bigint generated always as identity primary key,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  at timestamptz not null default clock_timestamp(),
  actor_kind text not null check (actor_kind in ('user', 'token', 'agent', 'automation', 'provider', 'system')),
  actor_id text not null,
  action text not null check (length(action) <= 100),
  target text check (length(target) <= 300),
  details jsonb not null default '{}'
);
create index audit_log_workspace on public.audit_log (workspace_id, id desc);

alter table public.connections enable row level security;
alter table public.connection_cursors enable row level security;
alter table public.audit_log enable row level security;
alter table private.connection_secrets enable row level security;
alter table private.oauth_attempts enable row level security;
alter table private.webhook_endpoints enable row level security;
alter table private.quarantine enable row level security;

create policy "members see connections" on public.connections for select to authenticated
  using (private.role_in(workspace_id) is not null);
create policy "members see delivery health" on public.connection_cursors for select to authenticated
  using (exists (select from public.connections c where c.id = connection_id and private.role_in(c.workspace_id) is not null));
create policy "admins read the audit log" on public.audit_log for select to authenticated
  using (private.role_in(workspace_id) in ('owner', 'admin'));

grant select on public.connections, public.connection_cursors, public.audit_log to authenticated;
grant select, insert, update, delete on public.connections, public.connection_cursors to service_role;
grant select, insert on public.audit_log to service_role;
grant select, insert, update, delete on private.connection_secrets, private.oauth_attempts, private.webhook_endpoints, private.quarantine to service_role;
