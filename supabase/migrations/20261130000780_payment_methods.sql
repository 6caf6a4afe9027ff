-- A payment's method is what its line shows: the wallet before the brand of the card in it. Filters and figures read the same.
update public.objects set method = data #>> '{method,wallet}'
where type = 'payment' and data #>> '{method,wallet}' is not null and method is distinct from data #>> '{method,wallet}';
comment on column public.objects.method is 'How it was paid: `visa`, `sepa_debit`, `apple_pay`';
-- Serves the filter by method, and the choice of the methods that occur, one step of the index for each.
create index objects_method on public.objects (connection_id, method, created desc, id desc)
  where type = 'payment' and method is not null;
