-- How many subscriptions a copy has by currency, so that figures can say of how many they are without reading all of them.
-- Kept by triggers on the copy, in the transaction of each change.
create table private.subscription_counts (
  connection_id uuid not null references public.connections (id) on delete cascade,
  currency text collate "C" not null,
  has_customer boolean not null,
  count bigint not null,
  primary key (connection_id, currency, has_customer)
);
comment on column private.subscription_counts.currency is 'Empty: the currency is not known';
alter table private.subscription_counts enable row level security;
grant select, insert, update, delete on private.subscription_counts to service_role;

create function private.count_subscriptions() returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    insert into private.subscription_counts as c (connection_id, currency, has_customer, count)
    select n.connection_id, coalesce(n.currency, ''), n.customer is not null, count(*)
    from new_rows n where n.type = 'subscription' and not n.deleted group by 1, 2, 3 order by 1, 2, 3
    on conflict (connection_id, currency, has_customer) do update set count = c.count + excluded.count;
  elsif tg_op = 'UPDATE' then
    insert into private.subscription_counts as c (connection_id, currency, has_customer, count)
    select x.connection_id, coalesce(x.currency, ''), x.customer is not null, sum(x.change)
    from (select n.connection_id, n.currency, n.customer, 1 as change from new_rows n where n.type = 'subscription' and not n.deleted
      union all select o.connection_id, o.currency, o.customer, -1 from old_rows o where o.type = 'subscription' and not o.deleted) x
    group by 1, 2, 3 having sum(x.change) <> 0 order by 1, 2, 3
    on conflict (connection_id, currency, has_customer) do update set count = c.count + excluded.count;
  else -- without an insert, because the connection may be deleted with its copy
    update private.subscription_counts c set count = c.count - g.count
    from (select o.connection_id, coalesce(o.currency, '') as currency, o.customer is not null as has_customer, count(*) as count
      from old_rows o where o.type = 'subscription' and not o.deleted group by 1, 2, 3) g
    where c.connection_id = g.connection_id and c.currency = g.currency and c.has_customer = g.has_customer;
  end if;
  return null;
end $$;
revoke execute on function private.count_subscriptions() from public;
create trigger count_inserted after insert on public.objects
  referencing new table as new_rows for each statement execute function private.count_subscriptions();
create trigger count_updated after update on public.objects
  referencing old table as old_rows new table as new_rows for each statement execute function private.count_subscriptions();
create trigger count_deleted after delete on public.objects
  referencing old table as old_rows for each statement execute function private.count_subscriptions();

insert into private.subscription_counts (connection_id, currency, has_customer, count)
select o.connection_id, coalesce(o.currency, ''), o.customer is not null, count(*)
from public.objects o where o.type = 'subscription' and not o.deleted group by 1, 2, 3;

-- Gaps are counted by currency without their subscriptions.
alter table private.mrr_gaps add column currency text collate "C";
update private.mrr_gaps g set currency = o.currency from public.objects o
where o.connection_id = g.connection_id and o.type = 'subscription' and o.id = g.subscription;
