-- Subscriptions that run and whose monthly value is not known, with the reason. Written with the changes of their customers, so
-- that figures can say of how many subscriptions they are. The others are not listed.
create table private.mrr_gaps (
  connection_id uuid not null references public.connections (id) on delete cascade,
  subscription text collate "C" not null,
  customer text collate "C" not null,
  reason text not null check (reason in ('metered', 'amount')),
  primary key (connection_id, subscription)
);
create index mrr_gaps_customer on private.mrr_gaps (connection_id, customer);

alter table private.mrr_gaps enable row level security;
grant select, insert, update, delete on private.mrr_gaps to service_role;

-- Copies that exist are looked at once.
insert into private.mrr_stale (connection_id, customer)
select distinct o.connection_id, o.customer from public.objects o
where o.type = 'subscription' and not o.deleted and o.customer is not null and o.status in ('active', 'past_due')
on conflict do nothing;
