-- Since when a subscription was paid for or not, as far as events and reads told it: a copy holds the present state alone, and
-- forgets a time without payment or on pause once it is over. Only changes are kept; before the first one it was paid for.
create table private.subscription_states (
  connection_id uuid not null references public.connections (id) on delete cascade,
  subscription text collate "C" not null,
  at timestamptz not null,
  is_counted boolean not null,
  primary key (connection_id, subscription, at)
);
comment on column private.subscription_states.at is 'By the provider''s clock';
comment on column private.subscription_states.is_counted is 'Active, past due or on trial, and not paused';
alter table private.subscription_states enable row level security;
grant select, insert, update, delete on private.subscription_states to service_role;

-- Earlier trials and discounts that are gone are read from invoices now: what is stored is computed anew.
insert into private.mrr_stale (connection_id, customer)
select distinct o.connection_id, o.customer from public.objects o
where o.type = 'subscription' and o.customer is not null
on conflict do nothing;
