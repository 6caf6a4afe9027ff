-- Tokens that end: when, and who may renew one. A refresh is a fenced lease: no transaction is open while the provider is asked.
alter table private.oauth_attempts add column sealed_verifier text;
comment on column private.oauth_attempts.sealed_verifier is 'PKCE code verifier, where the provider takes one';

create table private.connection_tokens (
  connection_id uuid primary key references public.connections (id) on delete cascade,
  version bigint not null default 1,
  issued_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz,
  lease_epoch bigint not null default 0,
  lease_until timestamptz,
  not_before timestamptz
);
comment on table private.connection_tokens is 'Connections that act with a token of their own; the token itself is sealed in connection_secrets';
comment on column private.connection_tokens.expires_at is 'Null: the token does not end, or does not say when';
comment on column private.connection_tokens.lease_epoch is 'Counts leases; only the newest may commit';
comment on column private.connection_tokens.not_before is 'The provider failed: no further refresh until then';
alter table private.connection_tokens enable row level security;
grant select, insert, update, delete on private.connection_tokens to service_role;

-- Takes the right to renew this version for a while. Returns the epoch to commit with, or null when somebody else has it.
create function private.claim_refresh(p_connection uuid, p_version bigint, p_seconds integer) returns bigint
  language sql set search_path = '' as $$
  update private.connection_tokens
  set lease_epoch = lease_epoch + 1, lease_until = clock_timestamp() + make_interval(secs => p_seconds)
  where connection_id = p_connection and version = p_version
    and (lease_until is null or lease_until < clock_timestamp())
    and (not_before is null or not_before < clock_timestamp())
  returning lease_epoch
$$;

-- Stores the renewed token (field -> sealed). False, and nothing is written, when a newer lease or a new authorisation came between.
create function private.commit_refresh(p_connection uuid, p_epoch bigint, p_sealed jsonb, p_expires_at timestamptz) returns boolean
  language plpgsql set search_path = '' as $$
begin
  update private.connection_tokens
  set version = version + 1, issued_at = clock_timestamp(), expires_at = p_expires_at, lease_until = null, not_before = null
  where connection_id = p_connection and lease_epoch = p_epoch and lease_until is not null;
  if not found then return false; end if;
  insert into private.connection_secrets (connection_id, field, sealed)
  select p_connection, key, value from jsonb_each_text(p_sealed)
  on conflict (connection_id, field) do update set sealed = excluded.sealed, updated_at = now();
  return true;
end $$;

-- Gives a lease back without a token. `p_pause` seconds pass before anybody may try again.
create function private.release_refresh(p_connection uuid, p_epoch bigint, p_pause integer) returns void
  language sql set search_path = '' as $$
  update private.connection_tokens
  set lease_until = null,
    not_before = case when p_pause > 0 then clock_timestamp() + make_interval(secs => p_pause) end
  where connection_id = p_connection and lease_epoch = p_epoch
$$;

revoke all on function private.claim_refresh, private.commit_refresh, private.release_refresh from public, anon, authenticated;
grant execute on function private.claim_refresh, private.commit_refresh, private.release_refresh to service_role;
