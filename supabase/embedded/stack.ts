import { mkdirSync } from "node:fs";

import { serve } from "@hono/node-server";
import { App } from "@supabase/lite";
import { PostgresConnection } from "@supabase/lite/postgres";
import { Client } from "pg";

import { authFront, sqlFile } from "./auth.ts";
import { localKeys, type DatabaseLogin, type LocalKeys } from "./keys.ts";
import { mailbox } from "./mail.ts";
import { migrate } from "./migrate.ts";
import { freePort, startPostgres, type LocalPostgres } from "./postgres.ts";

export interface StackOptions {
  /** Data folder; everything local lives below it. */
  readonly root: string;
  /** Origin of the app, for links in mails. */
  readonly siteUrl: string;
  readonly log: (message: string) => void;
}

/** A running local database and auth service. */
export interface LocalStack {
  /** The environment that the app needs to use it. */
  readonly env: Readonly<Record<string, string>>;
  readonly keys: LocalKeys;
  readonly mailUrl: string;
  readonly adminUrl: string;
  readonly postgres: LocalPostgres;
  stop(): Promise<void>;
}

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];
const DEMO_EMAIL = "demo@example.com";

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function authApp(url: string, max: number, keys: LocalKeys, siteUrl: string, email: unknown) {
  return new App({
    connection: new PostgresConnection({ url, postgresOptions: { max, onnotice: () => {} } }),
    auth: {
      enabled: true,
      jwt_secret: keys.jwtSecret,
      jwt_expiry: 3600,
      enable_signup: true,
      publishable_key: keys.publishable,
      secret_key: keys.secret,
      site_url: siteUrl,
      additional_redirect_urls: [`${siteUrl}/**`],
      minimum_password_length: 8,
      email: { enable_confirmations: false },
    },
    api: { schemas: [] },
    options: { server: { admin: false }, drivers: { email } },
  } as ConstructorParameters<typeof App>[0]);
}

/** Makes the schema as superuser, then serves with a role that has nothing but `auth`. */
async function startAuth(
  options: StackOptions,
  keys: LocalKeys,
  url: (login: DatabaseLogin) => string,
) {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const mail = mailbox(options.root, {
    siteUrl: options.siteUrl,
    onMail: (to, subject) => options.log(`mail to ${to}: “${subject}” → ${base}/mail`),
  });
  const maker = authApp(url("supabase_admin"), 1, keys, options.siteUrl, mail.driver);
  await maker.init();
  await maker.ensureSystemSchema();
  await maker.connection.close();
  await withClient(url("supabase_admin"), async (admin) => {
    await admin.query(sqlFile("post-auth.sql"));
    await admin.query(`alter schema supabase_migrations owner to postgres;
      alter table if exists supabase_migrations.schema_migrations owner to postgres`);
  });
  const app = authApp(url("supabase_auth_admin"), 5, keys, options.siteUrl, mail.driver);
  await app.init();
  const front = await authFront({ app, keys });
  const server = serve({
    port,
    hostname: "127.0.0.1",
    fetch: (request: Request, bindings) => {
      const { hostname, pathname } = new URL(request.url);
      // A page elsewhere whose name was made to lead here must not read the mails with their reset links.
      if (!LOOPBACK.includes(hostname)) return new Response("Wrong host.\n", { status: 421 });
      const page = mail.render(pathname);
      if (page)
        return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
      return front(request, bindings.incoming.socket.remoteAddress ?? null);
    },
  });
  return {
    base,
    async stop() {
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await app.connection.close();
    },
  };
}

/** One click signs this user in, on this machine only. An account that exists already is left as it is. */
async function ensureDemoUser(base: string, keys: LocalKeys): Promise<void> {
  const response = await fetch(`${base}/auth/v1/signup`, {
    method: "POST",
    headers: { "content-type": "application/json", apikey: keys.publishable },
    body: JSON.stringify({
      email: DEMO_EMAIL,
      password: keys.demoPassword,
      data: { name: "Demo" },
    }),
  });
  await response.body?.cancel();
}

/** Starts Postgres, the auth service and the migrations. Idempotent over restarts of one data folder. */
export async function startStack(options: StackOptions): Promise<LocalStack> {
  mkdirSync(options.root, { recursive: true, mode: 0o711 });
  const { keys, fresh } = localKeys(options.root);
  const postgres = await startPostgres({
    root: options.root,
    password: keys.passwords.supabase_admin,
    keysAreFresh: fresh,
    log: options.log,
  });
  options.log(`Postgres 17 on port ${postgres.port} (${postgres.how})`);
  const url = (login: DatabaseLogin) =>
    `postgres://${login}:${keys.passwords[login]}@127.0.0.1:${postgres.port}/postgres`;
  try {
    await withClient(url("supabase_admin"), (admin) => bootstrap(admin, keys));
    const auth = await startAuth(options, keys, url);
    const applied = await withClient(url("postgres"), (client) => migrate(client));
    if (applied.length > 0) options.log(`${applied.length} migrations applied`);
    await withClient(url("postgres"), (client) =>
      client.query(`alter role app_login password '${keys.passwords.app_login}'`),
    );
    await ensureDemoUser(auth.base, keys);
    options.log(`auth service at ${auth.base}, mail at ${auth.base}/mail`);
    return {
      keys,
      postgres,
      adminUrl: url("postgres"),
      mailUrl: `${auth.base}/mail`,
      env: {
        EMBEDDED_STACK: "1",
        SUPABASE_URL: auth.base,
        SUPABASE_PUBLISHABLE_KEY: keys.publishable,
        SUPABASE_SECRET_KEY: keys.secret,
        DATABASE_URL: url("app_login"),
        CREDENTIAL_KEYS: keys.credentialKeys,
        DEMO_EMAIL,
        DEMO_PASSWORD: keys.demoPassword,
      },
      async stop() {
        await auth.stop();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** In one transaction, so that a start killed in the middle begins again. */
async function bootstrap(admin: Client, keys: LocalKeys): Promise<void> {
  const { rows } = await admin.query("select from pg_roles where rolname = 'authenticator'");
  if (rows.length > 0) return;
  await admin.query("begin");
  await admin.query(sqlFile("bootstrap.sql"));
  for (const role of ["postgres", "supabase_auth_admin"] as const)
    await admin.query(`alter role ${role} password '${keys.passwords[role]}'`);
  await admin.query("commit");
}
