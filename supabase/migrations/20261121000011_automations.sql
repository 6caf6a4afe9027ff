-- Automations: immutable versions, runs that are the truth of what was done, approvals that bind what will be sent.
create table public.automations (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  name text not null check (length(name) between 1 and 120),
  status text not null default 'disabled' check (status in ('disabled', 'enabled', 'paused')),
  paused_reason text check (length(paused_reason) <= 500),
  latest_version integer not null default 0,
  live_version integer,
  enabled_by uuid references public.profiles (id) on delete set null,
  enabled_at timestamptz,
  enabled_from_seq bigint,
  created_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index automations_workspace on public.automations (workspace_id, created_at);
create index automations_enabled on public.automations (workspace_id) where status = 'enabled';
comment on column public.automations.live_version is 'The version that new runs take; a run keeps the version that it began with';
comment on column public.automations.enabled_by is 'Whose authority runs have; they stop when this person loses the role';
comment on column public.automations.enabled_from_seq is 'Head of the event log when it was enabled; earlier events do not fire it';

create table public.automation_versions (
  automation_id uuid not null references public.automations (id) on delete cascade,
  version integer not null check (version > 0),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  definition jsonb not null check (length(definition::text) <= 200000),
  author_kind text not null check (author_kind in ('user', 'token', 'agent', 'system')),
  author_id text not null,
  created_at timestamptz not null default now(),
  primary key (automation_id, version)
);
create index automation_versions_workspace on public.automation_versions (workspace_id);

create table public.runs (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  automation_id uuid not null references public.automations (id) on delete cascade,
  version integer not null,
  trigger_key text not null check (length(trigger_key) <= 700),
  trigger jsonb not null,
  event_seq bigint,
  status text not null default 'pending'
    check (status in ('pending', 'running', 'waiting', 'succeeded', 'failed', 'indeterminate', 'skipped', 'cancelled')),
  reason text check (length(reason) <= 2000),
  failed_step text,
  context jsonb not null default '{}',
  chain uuid[] not null default '{}',
  hops smallint not null default 0,
  fence integer not null default 0,
  lease_until timestamptz,
  wake_at timestamptz,
  started_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  unique (automation_id, trigger_key)
);
create index runs_workspace on public.runs (workspace_id, created_at desc, id);
create index runs_open on public.runs (automation_id, created_at) where finished_at is null;
create index runs_recent on public.runs (automation_id, created_at desc);
create index runs_event on public.runs (workspace_id, event_seq) where event_seq is not null;
create index runs_wake on public.runs (wake_at) where finished_at is null;
comment on column public.runs.trigger_key is 'What made it: one run per automation and key, so an event never starts two';
comment on column public.runs.trigger is 'The event as it was when the run was made';
comment on column public.runs.chain is 'Automations whose runs led to this one, oldest first; one that is in it does not start again';
comment on column public.runs.fence is 'Counts claims; a worker that was paused past its lease writes nothing';
comment on column public.runs.context is 'What was fetched beside the event when the run began';

create table public.steps (
  run_id uuid not null references public.runs (id) on delete cascade,
  key text not null check (length(key) <= 300),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  position integer not null,
  step text not null,
  kind text not null,
  status text not null check (status in ('running', 'waiting', 'succeeded', 'failed', 'skipped', 'indeterminate', 'cancelled')),
  attempt integer not null default 0,
  idempotency_key text not null unique,
  request_hash text,
  input jsonb,
  plan jsonb,
  output jsonb,
  remarks jsonb not null default '[]',
  reason text check (length(reason) <= 2000),
  not_before timestamptz,
  wait_pattern text,
  wait_where jsonb,
  emitted text,
  first_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (run_id, key)
);
create index steps_workspace on public.steps (workspace_id);
create index steps_waiting on public.steps (workspace_id) where wait_pattern is not null and status = 'waiting';
create index steps_emitted on public.steps (workspace_id, emitted) where emitted is not null;
comment on column public.steps.idempotency_key is 'The same for every attempt; carried to the provider in the way its operation declares';
comment on column public.steps.request_hash is 'Hash of what the first attempt sent; a later one that would send something else is refused';
comment on column public.steps.emitted is 'Id of the event that the step published, by which a chain is recognised';

create table public.step_attempts (
  run_id uuid not null,
  key text not null,
  attempt integer not null,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  outcome text,
  http_status integer,
  request_id text check (length(request_id) <= 200),
  error text check (length(error) <= 2000),
  primary key (run_id, key, attempt),
  foreign key (run_id, key) references public.steps (run_id, key) on delete cascade
);
create index step_attempts_workspace on public.step_attempts (workspace_id);

create table public.approvals (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  run_id uuid not null references public.runs (id) on delete cascade,
  key text not null,
  automation_id uuid not null references public.automations (id) on delete cascade,
  reason text not null check (length(reason) <= 2000),
  plan jsonb,
  plan_hash text,
  requested_kind text not null,
  requested_id text not null,
  status text not null default 'pending' check (status in ('pending', 'approved', 'denied', 'expired', 'consumed')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  decided_by uuid references public.profiles (id) on delete set null,
  decided_at timestamptz,
  consumed_at timestamptz,
  unique (run_id, key)
);
create index approvals_workspace on public.approvals (workspace_id, status, created_at);
comment on column public.approvals.plan_hash is 'Only a request with exactly this hash may be sent for it, once';

alter table public.automations enable row level security;
alter table public.automation_versions enable row level security;
alter table public.runs enable row level security;
alter table public.steps enable row level security;
alter table public.step_attempts enable row level security;
alter table public.approvals enable row level security;

create policy "members see automations" on public.automations for select to authenticated
  using (private.role_in(workspace_id) is not null);
create policy "members see versions" on public.automation_versions for select to authenticated
  using (private.role_in(workspace_id) is not null);
create policy "members see runs" on public.runs for select to authenticated
  using (private.role_in(workspace_id) is not null);
create policy "members see steps" on public.steps for select to authenticated
  using (private.role_in(workspace_id) is not null);
create policy "members see attempts" on public.step_attempts for select to authenticated
  using (private.role_in(workspace_id) is not null);
create policy "members see approvals" on public.approvals for select to authenticated
  using (private.role_in(workspace_id) is not null);

grant select on public.automations, public.automation_versions, public.runs, public.steps, public.step_attempts, public.approvals to authenticated;
grant select, insert, update, delete on public.automations, public.runs, public.steps, public.step_attempts, public.approvals to service_role;
-- A stored version never changes.
grant select, insert, delete on public.automation_versions to service_role;
