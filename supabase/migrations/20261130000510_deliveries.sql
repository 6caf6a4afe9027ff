-- A webhook's event finds its connections in the transaction that stores it: one commit for a delivery instead of two.

-- Connections that an event at a platform's endpoint belongs to, over all workspaces: those that were made by consent. A
-- connection by key has its own endpoint, and may not be allowed to read what a consent covers.
create view private.account_route with (security_invoker = true) as
  select c.id as connection_id, c.workspace_id, c.provider, c.account_id, c.livemode from public.connections c
  where c.status <> 'revoked' and c.auth_kind = 'oauth';
grant select on private.account_route to service_role;

-- Stores each event for every connection of its account, as mesh.publish does, and returns one row for each of these
-- connections: seq is null where the event was stored before. `delivery` counts from 1; one without a row has no connection.
-- The logs are locked in workspace order, also where more than one call of mesh.publish is needed.
create function mesh.deliver(p_deliveries jsonb)
  returns table (delivery bigint, connection_id uuid, workspace_id uuid, seq bigint)
  language sql set search_path = '' as $$
  with routed as materialized (
    select d.position, r.connection_id, r.workspace_id, d.event ->> 'source' as source, d.event ->> 'id' as id,
      d.event || jsonb_build_object('workspace', r.workspace_id, 'connection', r.connection_id) as event,
      (row_number() over (order by r.workspace_id, d.position) - 1) / 256 as call
    from jsonb_array_elements(p_deliveries) with ordinality as d (event, position)
    join private.account_route r on r.provider = d.event ->> 'provider' and r.account_id = d.event ->> 'account'
      and r.livemode = (d.event ->> 'livemode')::boolean),
  calls as materialized (
    select jsonb_agg(r.event order by r.workspace_id, r.position) as events from routed r group by r.call order by r.call),
  stored as materialized (
    select p.workspace_id, p.source, p.id, p.seq from calls c cross join lateral mesh.publish(c.events) p)
  select r.position, r.connection_id, r.workspace_id, s.seq from routed r
  left join stored s on s.workspace_id = r.workspace_id and s.source = r.source and s.id = r.id
  order by r.position, r.workspace_id $$;
revoke execute on function mesh.deliver(jsonb) from public;
grant execute on function mesh.deliver(jsonb) to service_role;
