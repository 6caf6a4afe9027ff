import { readFileSync } from "node:fs";
import path from "node:path";

import { Client } from "pg";

import type { TestStack } from "./stack";

/** What a hosted project's auth service has made before our first migration, as far as we touch it. */
const HOSTED_AUTH = `
  create table auth.users (id uuid primary key, email text, raw_user_meta_data jsonb);
  alter table auth.users owner to supabase_auth_admin;
  create table auth.sessions (id uuid primary key, user_id uuid not null, not_after timestamptz);
  alter table auth.sessions owner to supabase_auth_admin;
  create function auth.uid() returns uuid language sql stable as
    'select (nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub'')::uuid';`;

/** What many hosted projects grant by themselves on everything that is made in the schema public. */
const DEFAULT_GRANTS = `
  alter default privileges for role postgres in schema public grant all on tables to anon, authenticated, service_role;
  alter default privileges for role postgres in schema public grant all on sequences to anon, authenticated, service_role;
  alter default privileges for role postgres in schema public grant all on functions to anon, authenticated, service_role;`;

/** The address of a database of the test's server, as its superuser. */
export const superuserUrl = (test: TestStack, database: string): string =>
  test.stack.adminUrl
    .replace(/\/\/postgres:[^@]+@/, `//supabase_admin:${test.stack.keys.passwords.supabase_admin}@`)
    .replace(/\/postgres$/, `/${database}`);

/** Makes a database laid out as a hosted project, without our migrations. Returns a connection as the role postgres. */
export async function createHostedLike(
  test: TestStack,
  name: string,
  options: { defaultGrants: boolean },
): Promise<Client> {
  const first = new Client({ connectionString: superuserUrl(test, "postgres") });
  await first.connect();
  await first.query(`create database ${name}`);
  await first.end();
  const inside = new Client({ connectionString: superuserUrl(test, name) });
  await inside.connect();
  // The roles exist in the whole cluster; a database has its own schemas and grants.
  const bootstrap = readFileSync(path.resolve("supabase/embedded/bootstrap.sql"), "utf8");
  await inside.query(
    bootstrap
      .split("\n")
      .filter((line) => !/^(create role|grant anon|alter role)/.test(line))
      .join("\n")
      .replaceAll("database postgres", `database ${name}`),
  );
  await inside.query(HOSTED_AUTH);
  await inside.query(
    "grant select, references, trigger on auth.users to postgres; grant select on auth.sessions to postgres",
  );
  if (options.defaultGrants) await inside.query(DEFAULT_GRANTS);
  await inside.end();
  const owner = new Client({
    connectionString: test.stack.adminUrl.replace(/\/postgres$/, `/${name}`),
  });
  await owner.connect();
  return owner;
}
