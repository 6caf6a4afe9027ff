-- Subscriptions and invoices were copied with the ids of their discounts. Those of accounts that have any are read again, with the discounts.
update public.object_imports i set state = 'waiting', rows = 0, requests = 0, oldest = null, problem = null, updated_at = now(),
  ranges = jsonb_build_array(jsonb_build_object('from', 0, 'to', extract(epoch from now())::bigint + 1))
where i.type in ('subscription', 'invoice') and i.state = 'done'
  and exists (select from public.objects o where o.connection_id = i.connection_id and o.type = i.type
    and jsonb_typeof(o.data -> 'discounts' -> 0) = 'string');
