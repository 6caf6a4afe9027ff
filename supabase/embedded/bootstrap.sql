-- The roles and schemas that a hosted Supabase project has before its first migration.
-- Run once, as the superuser supabase_admin. No default grants: a migration that forgets one must fail here too.
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit;
create role supabase_auth_admin login noinherit;
create role postgres login createrole createdb bypassrls replication;
grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to postgres with admin option;
create schema extensions authorization postgres;
create schema auth authorization supabase_auth_admin;
alter schema public owner to postgres;
revoke create on schema public from public;
grant create on database postgres to postgres;
grant usage on schema public, extensions, auth to anon, authenticated, service_role, postgres;
alter role supabase_auth_admin set search_path = auth;
