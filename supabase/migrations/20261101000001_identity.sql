-- Who may act: workspaces, their members and roles, invitations by link.
create schema private;
revoke all on schema private from public;
grant usage on schema private to authenticated, service_role;

-- The app's own login has no right of its own: without `set local role` every statement is refused.
do $$ begin
  if not exists (select from pg_roles where rolname = 'app_login') then create role app_login login noinherit; end if;
end $$;
grant authenticated, service_role to app_login;

create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  display_name text not null default '' check (length(display_name) <= 120),
  email text not null default '' check (length(email) <= 320),
  created_at timestamptz not null default now()
);
create table public.workspaces (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 80),
  created_at timestamptz not null default now()
);
create table public.memberships (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
create index memberships_user on public.memberships (user_id);
create table public.invitations (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  role text not null check (role in ('admin', 'member', 'viewer')),
  token_hash bytea not null unique check (length(token_hash) = 32),
  created_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '7 days'
);
create index invitations_workspace on public.invitations (workspace_id);
comment on column public.invitations.token_hash is 'SHA-256 of the token in the link; the token itself is shown once and never stored';

-- The caller's role in a workspace, or null. Definer, so that policies on memberships do not ask themselves.
create function private.role_in(workspace uuid) returns text
  language sql stable security definer set search_path = '' as
$$ select m.role from public.memberships m where m.workspace_id = workspace and m.user_id = (select auth.uid()) $$;
create function private.shares_workspace(other uuid) returns boolean
  language sql stable security definer set search_path = '' as
$$ select exists (select from public.memberships a join public.memberships b using (workspace_id)
     where a.user_id = (select auth.uid()) and b.user_id = other) $$;

create function private.on_sign_up() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare called text := left(coalesce(nullif(trim(new.raw_user_meta_data ->> 'name'), ''), split_part(coalesce(new.email, 'You'), '@', 1)), 60);
        made uuid;
begin
  insert into public.profiles (id, display_name, email) values (new.id, called, left(coalesce(new.email, ''), 320));
  insert into public.workspaces (name) values (called || '’s workspace') returning id into made;
  insert into public.memberships (workspace_id, user_id, role) values (made, new.id, 'owner');
  return new;
end $$;
create trigger on_sign_up after insert on auth.users for each row execute function private.on_sign_up();

-- A workspace always keeps an owner. The lock makes two owners who leave at once wait for each other.
create function private.protect_last_owner() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if old.role <> 'owner' or (tg_op = 'UPDATE' and new.role = 'owner') then return coalesce(new, old); end if;
  perform from public.workspaces w where w.id = old.workspace_id for update;
  if not found then return coalesce(new, old); end if; -- the workspace itself is being deleted
  if not exists (select from public.memberships m where m.workspace_id = old.workspace_id and m.role = 'owner' and m.user_id <> old.user_id) then
    raise exception 'A workspace keeps at least one owner' using errcode = '23514', constraint = 'last_owner';
  end if;
  return coalesce(new, old);
end $$;
create trigger protect_last_owner before update or delete on public.memberships
  for each row execute function private.protect_last_owner();

-- Joins the caller to the workspace of an unexpired invitation. Null when the link is unknown or expired.
create function private.accept_invitation(hash bytea) returns uuid
  language plpgsql security definer set search_path = '' as $$
declare found_row public.invitations;
begin
  if (select auth.uid()) is null then raise exception 'Sign in first' using errcode = '28000'; end if;
  select * into found_row from public.invitations i where i.token_hash = hash and i.expires_at > now();
  if not found then return null; end if;
  insert into public.memberships (workspace_id, user_id, role)
    values (found_row.workspace_id, (select auth.uid()), found_row.role) on conflict do nothing;
  return found_row.workspace_id;
end $$;

alter table public.profiles enable row level security;
alter table public.workspaces enable row level security;
alter table public.memberships enable row level security;
alter table public.invitations enable row level security;

create policy "see people of one's workspaces" on public.profiles for select to authenticated
  using (id = (select auth.uid()) or private.shares_workspace(id));
create policy "rename oneself" on public.profiles for update to authenticated
  using (id = (select auth.uid())) with check (id = (select auth.uid()));
create policy "see one's workspaces" on public.workspaces for select to authenticated
  using (private.role_in(id) is not null);
create policy "admins rename" on public.workspaces for update to authenticated
  using (private.role_in(id) in ('owner', 'admin')) with check (private.role_in(id) in ('owner', 'admin'));
create policy "members see each other" on public.memberships for select to authenticated
  using (private.role_in(workspace_id) is not null);
create policy "owners set any role, admins any but owner" on public.memberships for update to authenticated
  using (private.role_in(workspace_id) = 'owner' or (private.role_in(workspace_id) = 'admin' and role <> 'owner'))
  with check (private.role_in(workspace_id) = 'owner' or (private.role_in(workspace_id) = 'admin' and role <> 'owner'));
create policy "owners and admins remove, anyone leaves" on public.memberships for delete to authenticated
  using (user_id = (select auth.uid()) or private.role_in(workspace_id) = 'owner'
    or (private.role_in(workspace_id) = 'admin' and role <> 'owner'));
create policy "admins see invitations" on public.invitations for select to authenticated
  using (private.role_in(workspace_id) in ('owner', 'admin'));
create policy "admins invite" on public.invitations for insert to authenticated
  with check (private.role_in(workspace_id) in ('owner', 'admin') and created_by = (select auth.uid()));
create policy "admins withdraw" on public.invitations for delete to authenticated
  using (private.role_in(workspace_id) in ('owner', 'admin'));

grant select on public.profiles, public.workspaces, public.memberships to authenticated;
grant update (display_name) on public.profiles to authenticated;
grant update (name) on public.workspaces to authenticated;
grant update (role), delete on public.memberships to authenticated;
grant select (id, workspace_id, role, created_by, created_at, expires_at), delete on public.invitations to authenticated;
grant insert (workspace_id, role, token_hash, created_by) on public.invitations to authenticated;
grant select on public.profiles, public.workspaces, public.memberships to service_role;

revoke execute on all functions in schema private from public;
grant execute on function private.role_in(uuid), private.shares_workspace(uuid), private.accept_invitation(bytea) to authenticated;
