-- What people did to an object at its provider by a button of its page, such as a refund. The row is written before the request
-- leaves, and its id is the idempotency key at the provider, so that a click that is repeated sends nothing twice.
create table public.action_attempts (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  connection_id uuid not null references public.connections (id) on delete cascade,
  action text collate "C" not null check (length(action) between 1 and 60),
  type text collate "C" not null check (length(type) between 1 and 60),
  object_id text collate "C" not null check (length(object_id) between 1 and 300),
  basis text collate "C" not null check (length(basis) between 1 and 200),
  summary text not null check (length(summary) between 1 and 300),
  note text check (length(note) <= 500),
  operation text collate "C" not null,
  input jsonb not null,
  plan_hash text collate "C" not null,
  status text not null default 'sending' check (status in ('sending', 'succeeded', 'failed', 'unknown')),
  problem text,
  created_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default now(),
  sent_at timestamptz not null default now(),
  finished_at timestamptz
);
comment on column public.action_attempts.id is 'Made by the page; the idempotency key of the request';
comment on column public.action_attempts.basis is 'The state of the object that the person saw, as far as the action depends on it, such as the sum refunded so far';
comment on column public.action_attempts.summary is 'What was done, for people: Refund $20.00';
comment on column public.action_attempts.note is 'For the team; never sent to the provider';
comment on column public.action_attempts.status is 'unknown: the provider did not answer, so that nobody knows whether it was done';
comment on column public.action_attempts.sent_at is 'When the request was last about to leave';

-- One at a time: of two people, or two tabs, that do the same thing to an object, the second one waits for the first.
create unique index action_attempts_one on public.action_attempts (connection_id, type, object_id, action)
  where status in ('sending', 'unknown');
create index action_attempts_object on public.action_attempts (connection_id, type, object_id, created_at desc);
create index action_attempts_workspace on public.action_attempts (workspace_id, created_at desc);
create index action_attempts_creator on public.action_attempts (created_by);
create index action_attempts_open on public.action_attempts (sent_at) where status in ('sending', 'unknown');

alter table public.action_attempts enable row level security;
create policy "members see what was done" on public.action_attempts for select to authenticated
  using (workspace_id in (select private.my_workspaces()));
grant select on public.action_attempts to authenticated;
grant select, insert, update, delete on public.action_attempts to service_role;
