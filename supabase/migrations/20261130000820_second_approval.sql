-- Above a limit that an owner sets, what one person does to an object needs the approval of a second one.
create table public.action_limits (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  currency text collate "C" not null check (currency ~ '^[a-z]{3}$'),
  amount bigint not null check (amount >= 0),
  set_by uuid references public.profiles (id) on delete set null,
  set_at timestamptz not null default now(),
  primary key (workspace_id, currency)
);
comment on table public.action_limits is 'What one person may give away in any 24 hours without a second person, by currency';
comment on column public.action_limits.amount is 'Minor units';
create index action_limits_setter on public.action_limits (set_by);

alter table public.action_limits enable row level security;
create policy "members see the limits" on public.action_limits for select to authenticated
  using (workspace_id in (select private.my_workspaces()));
grant select on public.action_limits to authenticated;
grant select, insert, update, delete on public.action_limits to service_role;

alter table public.action_attempts
  add column form_values jsonb not null default '{}',
  add column amount bigint check (amount >= 0),
  add column currency text collate "C" check (currency ~ '^[a-z]{3}$'),
  add column decided_by uuid references public.profiles (id) on delete set null,
  add column begun_at timestamptz not null default now(),
  drop constraint action_attempts_status_check,
  add constraint action_attempts_status_check
    check (status in ('waiting', 'sending', 'succeeded', 'failed', 'unknown', 'denied'));
update public.action_attempts set begun_at = created_at;
comment on column public.action_attempts.form_values is 'What the person entered, to plan the same again when a second person approves';
comment on column public.action_attempts.amount is 'What the action gives away, in minor units of the currency';
comment on column public.action_attempts.decided_by is 'The second person who approved or denied it';
comment on column public.action_attempts.begun_at is 'When the request left for the first time, from which the provider knows its key';
comment on column public.action_attempts.status is
  'waiting: for a second person; unknown: the provider did not answer, so that nobody knows whether it was done';
create index action_attempts_decider on public.action_attempts (decided_by);
create index action_attempts_waiting on public.action_attempts (workspace_id, created_at) where status = 'waiting';

drop index public.action_attempts_one;
create unique index action_attempts_one on public.action_attempts (connection_id, type, object_id, action)
  where status in ('waiting', 'sending', 'unknown');
