-- Monthly recurring revenue as changes only: one row per customer, currency and day of the account's zone on which the value at
-- the end of the day differs from the day before. The value of a day is a running sum, so that a quiet customer costs nothing.
create table public.mrr_changes (
  workspace_id uuid not null,
  connection_id uuid not null references public.connections (id) on delete cascade,
  currency text collate "C" not null,
  day date not null,
  customer text collate "C" not null,
  kind text not null check (kind in ('new', 'reactivation', 'expansion', 'contraction', 'churn')),
  before_n numeric not null,
  before_d numeric not null check (before_d > 0),
  after_n numeric not null,
  after_d numeric not null check (after_d > 0),
  delta_n numeric not null,
  delta_d numeric not null check (delta_d > 0),
  version smallint not null,
  primary key (connection_id, currency, day, customer)
);
comment on column public.mrr_changes.before_n is 'Value before, as an exact fraction of minor units: numerator';
comment on column public.mrr_changes.version is 'Version of the definition of MRR';
create index mrr_changes_customer on public.mrr_changes (connection_id, customer);

-- Sums of a day by denominator, of which there are few. What charts add up; the reader adds the fractions and rounds once.
create table public.mrr_days (
  workspace_id uuid not null,
  connection_id uuid not null references public.connections (id) on delete cascade,
  currency text collate "C" not null,
  day date not null,
  kind text not null,
  delta_d numeric not null,
  delta_n numeric not null,
  customers int not null,
  primary key (connection_id, currency, day, kind, delta_d)
);

-- Customers whose subscriptions or invoices changed since their rows were computed. Written with the change itself.
create table private.mrr_stale (
  connection_id uuid not null references public.connections (id) on delete cascade,
  customer text collate "C" not null,
  primary key (connection_id, customer)
);

alter table public.mrr_changes enable row level security;
alter table public.mrr_days enable row level security;
alter table private.mrr_stale enable row level security;
create policy "members see changes of revenue" on public.mrr_changes for select to authenticated
  using (connection_id = any (array(select private.my_connections())));
create policy "members see days of revenue" on public.mrr_days for select to authenticated
  using (connection_id = any (array(select private.my_connections())));
grant select on public.mrr_changes, public.mrr_days to authenticated;
grant select, insert, update, delete on public.mrr_changes, public.mrr_days, private.mrr_stale to service_role;
