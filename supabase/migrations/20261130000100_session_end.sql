-- Sessions, invitations and API tokens end with the person's right to them.

-- Which of these sessions still exist at the auth service, and whose they are. Signing out deletes a session's row, while
-- its access token stays valid by signature until it expires. https://supabase.com/docs/guides/auth/sessions
create function private.live_sessions(p_sessions uuid[]) returns table (id uuid, user_id uuid)
  language sql stable security definer set search_path = '' as
$$ select s.id, s.user_id from auth.sessions s where s.id = any (p_sessions) and (s.not_after is null or s.not_after > now()) $$;
revoke execute on function private.live_sessions(uuid[]) from public, anon, authenticated;
grant execute on function private.live_sessions(uuid[]) to service_role;

-- Counters of the rate limits, shared by all processes. The columns are those of rate-limiter-flexible.
create table private.rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
create index rate_limits_expire on private.rate_limits (expire);
comment on column private.rate_limits.expire is 'Epoch milliseconds; the library deletes rows an hour after';
alter table private.rate_limits enable row level security;
grant select, insert, update, delete on private.rate_limits to service_role;

-- Sign-ins, failures and refused acts. Append-only for the app; rows older than 90 days go with the next insert.
create table private.security_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  kind text not null check (length(kind) <= 60),
  user_id uuid,
  workspace_id uuid,
  address text check (length(address) <= 100),
  details jsonb not null default '{}' check (length(details::text) <= 2000)
);
create index security_log_at on private.security_log (at);
create index security_log_user on private.security_log (user_id, at);
create index security_log_account on private.security_log ((details ->> 'account'), at) where user_id is null;
comment on column private.security_log.user_id is 'No foreign key: the log outlives the account';
comment on column private.security_log.address is 'Network address of the caller, /64 for IPv6';
alter table private.security_log enable row level security;
grant select, insert on private.security_log to service_role;

create function private.trim_security_log() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  delete from private.security_log where at < now() - interval '90 days';
  return null;
end $$;
create trigger trim_security_log after insert on private.security_log
  for each statement execute function private.trim_security_log();

-- API tokens expire. Tokens that exist get 90 days from now.
alter table public.api_tokens add column expires_at timestamptz not null default now() + interval '90 days';
create index api_tokens_created_by on public.api_tokens (created_by);
create index invitations_created_by on public.invitations (created_by);

-- An invitation joins one person, and only while its maker may still invite. Null: the link is not valid any more.
create or replace function private.accept_invitation(hash bytea) returns uuid
  language plpgsql security definer set search_path = '' as $$
declare found_row public.invitations;
begin
  if (select auth.uid()) is null then raise exception 'Sign in first' using errcode = '28000'; end if;
  select * into found_row from public.invitations i where i.token_hash = hash and i.expires_at > now() for update;
  if not found then return null; end if;
  if private.role_in(found_row.workspace_id) is not null then return found_row.workspace_id; end if;
  if not exists (select from public.memberships m where m.workspace_id = found_row.workspace_id
      and m.user_id = found_row.created_by and m.role in ('owner', 'admin')) then return null; end if;
  insert into public.memberships (workspace_id, user_id, role)
    values (found_row.workspace_id, (select auth.uid()), found_row.role) on conflict do nothing;
  delete from public.invitations i where i.id = found_row.id;
  return found_row.workspace_id;
end $$;
grant select on public.invitations to service_role;

-- What a member made to let others in goes when the member does.
create function private.end_authority() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' or new.role not in ('owner', 'admin') then
    delete from public.invitations i where i.workspace_id = old.workspace_id and i.created_by = old.user_id;
  end if;
  if tg_op = 'UPDATE' and new.role not in ('owner', 'admin') then
    update public.api_tokens t set revoked_at = now()
    where t.workspace_id = old.workspace_id and t.created_by = old.user_id and t.revoked_at is null;
  end if;
  if tg_op = 'DELETE' then
    delete from public.api_tokens t where t.workspace_id = old.workspace_id and t.created_by = old.user_id;
  end if;
  return null;
end $$;
create trigger end_authority after update of role or delete on public.memberships
  for each row execute function private.end_authority();

revoke execute on function private.trim_security_log(), private.end_authority() from public;

-- A claimed authorisation is remembered until it is pruned, so that a repeated callback can say how the first one ended.
alter table private.oauth_attempts
  add column claimed_at timestamptz,
  add column connection_id uuid references public.connections (id) on delete cascade;
create index oauth_attempts_connection on private.oauth_attempts (connection_id) where connection_id is not null;
comment on column private.oauth_attempts.claimed_at is 'The state is good once';
comment on column private.oauth_attempts.connection_id is 'The connection that came of it';
