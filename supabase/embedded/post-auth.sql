-- Run as supabase_admin after the auth tables exist, at each start (the auth half re-creates its helpers).

-- It stores metadata as a JSON string inside jsonb; the sign-up trigger needs the object.
create or replace function auth.unwrap_metadata() returns trigger language plpgsql set search_path = '' as $f$
begin
  if jsonb_typeof(new.raw_user_meta_data) = 'string' then
    new.raw_user_meta_data := (new.raw_user_meta_data #>> '{}')::jsonb;
  end if;
  if jsonb_typeof(new.raw_app_meta_data) = 'string' then
    new.raw_app_meta_data := (new.raw_app_meta_data #>> '{}')::jsonb;
  end if;
  return new;
end $f$;
create or replace trigger a_unwrap_metadata before insert or update on auth.users
  for each row execute function auth.unwrap_metadata();

-- Claims as hosted Supabase reads them: the JSON object, else the single setting.
create or replace function auth.uid() returns uuid language sql stable set search_path = '' as $f$
  select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'))::uuid $f$;
create or replace function auth.role() returns text language sql stable set search_path = '' as $f$
  select coalesce(nullif(current_setting('request.jwt.claim.role', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')) $f$;
create or replace function auth.email() returns text language sql stable set search_path = '' as $f$
  select coalesce(nullif(current_setting('request.jwt.claim.email', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email')) $f$;

grant usage on schema auth to anon, authenticated, service_role, postgres;
grant select, references, trigger on auth.users to postgres;
grant select on auth.sessions to postgres;
grant select, insert, update, delete on all tables in schema auth to supabase_auth_admin;
grant usage, select on all sequences in schema auth to supabase_auth_admin;
