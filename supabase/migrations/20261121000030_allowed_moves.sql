-- Money that an automation may move without asking: the limits of its live version, by the word of an owner.
alter table public.automations add column allowed_money boolean not null default false;
comment on column public.automations.allowed_money is 'Whether allowed_version may move money within its own limits without an approval';

create table public.allowed_moves (
  run_id uuid not null references public.runs (id) on delete cascade,
  key text not null,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  automation_id uuid not null references public.automations (id) on delete cascade,
  plan_hash text not null,
  currency text not null check (currency ~ '^[a-z]{3}$'),
  amount bigint not null check (amount >= 0),
  reserved_at timestamptz not null default clock_timestamp(),
  released_at timestamptz,
  primary key (run_id, key)
);
create index allowed_moves_spent on public.allowed_moves (automation_id, currency, reserved_at);
create index allowed_moves_workspace on public.allowed_moves (workspace_id);
comment on table public.allowed_moves is 'Money that left, or may have left, without an approval';
comment on column public.allowed_moves.plan_hash is 'Only a request with exactly this hash may be sent for it';
comment on column public.allowed_moves.amount is 'In minor units of the currency';
comment on column public.allowed_moves.reserved_at is 'Counts towards the day that begins here';
comment on column public.allowed_moves.released_at is 'When it was certain that the provider had refused: it no longer counts';

alter table public.allowed_moves enable row level security;
create policy "members see allowed moves" on public.allowed_moves for select to authenticated
  using (private.role_in(workspace_id) is not null);
grant select on public.allowed_moves to authenticated;
grant select, insert, update, delete on public.allowed_moves to service_role;
