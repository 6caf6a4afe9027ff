import { z } from "zod";

import { isLoopback } from "./origin";
import { readProviderEnv, type ProviderEnv, type ProviderEnvNames } from "./provider-env";

/** The parsed environment. Everything in it is server-only. */
export interface Env {
  /** Origin of the app as people see it, e.g. `http://localhost:3000`. No trailing slash. */
  readonly appUrl: string;
  readonly supabase: {
    readonly url: string;
    readonly publishableKey: string;
  };
  /** Logs in as `app_login`, which has no right of its own. */
  readonly databaseUrl: string;
  /** First key seals, all open. Each is 32 bytes. */
  readonly credentialKeys: readonly { readonly id: string; readonly key: Buffer }[];
  /** `null`: the Stripe card names the variables that are missing. */
  readonly stripe: {
    readonly clientId: string;
    readonly secretKey: string;
    /** The Connect endpoint's secrets, newest first. */
    readonly webhookSecrets: readonly string[];
    /** A emulator on this machine; `null` is Stripe itself. */
    readonly apiBase: string | null;
  } | null;
  /** The local installation: demo account, sandbox links. `null` when services are hosted. */
  readonly embedded: { readonly demoEmail: string; readonly demoPassword: string } | null;
  /** Whether this process also does the worker's part, or others do (`npm run worker`, or a clock). */
  readonly worker: "inside" | "outside";
  /** How long a worker may be silent before another one takes its run, seconds. */
  readonly leaseSeconds: number;
  /** How many reverse proxies in front append to `X-Forwarded-For`, for limits per network address. */
  readonly proxyHops: number;
  /** What a clock proves itself with at `POST /api/worker`; `null`: nobody may. */
  readonly cronSecret: string | null;
  /** Hosts that automations may call by web address. Empty: none. */
  readonly automationHttpHosts: readonly string[];
  /** One provider's variables. Throws an Error with a sentence that names what is wrong with them. */
  provider(id: string, names?: ProviderEnvNames): ProviderEnv;
}

const HOW = "See .env.local.example.";

const text = z.string().trim().min(1);
const url = z
  .url({ protocol: /^https?$/, error: "must be an http(s) URL" })
  .transform((value) => value.replace(/\/$/, ""));

/** Random secrets of 16 bytes or more practically never have fewer than eight different ones. */
const isGuessable = (secret: Uint8Array) => new Set(secret).size < 8;

const keyRing = text.transform((value, context) => {
  const ring = value.split(",").map((entry) => {
    const [, id = "", encoded = ""] = /^([a-z0-9]{1,16}):(.+)$/.exec(entry.trim()) ?? [];
    const key = Buffer.from(encoded, "base64");
    if (!id || key.length !== 32)
      context.addIssue({
        code: "custom",
        message: 'must read "k1:<base64 of 32 bytes>", several separated by commas',
      });
    else if (isGuessable(key))
      context.addIssue({
        code: "custom",
        message: "has a key that is not random: make one with openssl rand -base64 32",
      });
    return { id, key };
  });
  if (new Set(ring.map(({ id }) => id)).size < ring.length)
    context.addIssue({ code: "custom", message: "names two keys alike: each needs its own id" });
  return ring;
});

const hosts = z
  .string()
  .transform((value) =>
    value
      .split(",")
      .map((host) => host.trim().toLowerCase())
      .filter((host) => host !== ""),
  )
  .refine(
    (list) => list.every((host) => /^[a-z0-9.-]+(?::\d{1,5})?$/.test(host)),
    "must be host names separated by commas, without https:// and without a path",
  );

const schema = z.object({
  NEXT_PUBLIC_APP_URL: url.default("http://localhost:3000"),
  SUPABASE_URL: url,
  SUPABASE_PUBLISHABLE_KEY: text,
  SUPABASE_SECRET_KEY: text.optional(),
  AUTOMATION_HTTP_HOSTS: hosts.default([]),
  WORKER: z.enum(["inside", "outside"]).default("inside"),
  LEASE_SECONDS: z.coerce.number().int().min(2).max(600).default(60),
  PROXY_HOPS: z.coerce.number().int().min(1).max(10).default(1),
  CRON_SECRET: z
    .string()
    .min(16, "must have at least 16 characters")
    .refine((value) => !isGuessable(Buffer.from(value)), "must be random: openssl rand -hex 24")
    .optional(),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must be a postgres:// URL"),
  CREDENTIAL_KEYS: keyRing,
  STRIPE_CLIENT_ID: text.startsWith("ca_", "must start with ca_").optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(
      /^(sk|rk)_(test|live)_[A-Za-z0-9]{10,}$/,
      "must be a secret (sk_…) or restricted (rk_…) key",
    )
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(
      /^whsec_[^\s,]+(,whsec_[^\s,]+)*$/,
      "must be whsec_…, several separated by commas, without spaces",
    )
    .optional(),
  STRIPE_API_BASE: url
    .refine((value) => isLoopback(value), "may point to this machine only")
    .optional(),
  EMBEDDED_STACK: z.literal("1").optional(),
  DEMO_EMAIL: z.string().optional(),
  DEMO_PASSWORD: z.string().optional(),
  ALLOW_INSECURE_HTTP: z.literal("1").optional(),
});
type Variables = z.infer<typeof schema>;

/** Accepted spellings: Supabase's own quick start names two of them with the public prefix. */
const ALIASES: Readonly<Record<string, string>> = {
  SUPABASE_URL: "NEXT_PUBLIC_SUPABASE_URL",
  SUPABASE_PUBLISHABLE_KEY: "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY",
};

function stripeGroup(variables: Variables, problems: string[]): Env["stripe"] {
  const { STRIPE_CLIENT_ID, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_BASE } = variables;
  const group = { STRIPE_CLIENT_ID, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET };
  const missing = Object.entries(group).flatMap(([name, value]) => (value ? [] : [name]));
  if (!STRIPE_CLIENT_ID || !STRIPE_SECRET_KEY || !STRIPE_WEBHOOK_SECRET) {
    if (missing.length < 3)
      problems.push(`${missing.join(", ")} is missing: set all three STRIPE_ variables or none.`);
    return null;
  }
  if (STRIPE_API_BASE && STRIPE_SECRET_KEY.includes("_live_"))
    problems.push(
      "STRIPE_API_BASE is set together with a live STRIPE_SECRET_KEY: an emulator must never see a live key.",
    );
  return {
    clientId: STRIPE_CLIENT_ID,
    secretKey: STRIPE_SECRET_KEY,
    webhookSecrets: STRIPE_WEBHOOK_SECRET.split(","),
    apiBase: STRIPE_API_BASE ?? null,
  };
}

function embeddedGroup(variables: Variables, problems: string[]): Env["embedded"] {
  if (!variables.EMBEDDED_STACK) return null;
  const { SUPABASE_URL, NEXT_PUBLIC_APP_URL, DATABASE_URL } = variables;
  // URL reads the host of http addresses only as browsers do; a Postgres address has the same parts.
  const database = DATABASE_URL.replace(/^postgres(ql)?:/, "http:");
  if (
    ![SUPABASE_URL, NEXT_PUBLIC_APP_URL, database].every(
      (one) => URL.canParse(one) && isLoopback(one),
    )
  )
    problems.push(
      "EMBEDDED_STACK=1 is for this machine only: SUPABASE_URL, NEXT_PUBLIC_APP_URL and DATABASE_URL must be loopback addresses.",
    );
  if (!variables.DEMO_EMAIL || !variables.DEMO_PASSWORD) return null;
  return { demoEmail: variables.DEMO_EMAIL, demoPassword: variables.DEMO_PASSWORD };
}

/** Parses a whole environment. Throws an Error that names every missing or malformed variable, one sentence each. */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const input = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [
      name,
      source[name] || source[ALIASES[name] ?? ""] || undefined,
    ]),
  );
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return input[name] === undefined ? `${name} is missing.` : `${name} ${issue.message}.`;
    });
    throw new Error(`${[...new Set(sentences)].join(" ")} ${HOW}`);
  }
  const variables = parsed.data;
  const problems: string[] = [];
  const stripe = stripeGroup(variables, problems);
  const embedded = embeddedGroup(variables, problems);
  const appUrl = variables.NEXT_PUBLIC_APP_URL;
  if (appUrl.startsWith("http:") && !isLoopback(appUrl) && !variables.ALLOW_INSECURE_HTTP)
    problems.push(
      "NEXT_PUBLIC_APP_URL is plain http on another host than this machine: use https, or set ALLOW_INSECURE_HTTP=1 if a proxy in front does.",
    );
  if (problems.length > 0) throw new Error(`${problems.join(" ")} ${HOW}`);
  return {
    appUrl,
    supabase: {
      url: variables.SUPABASE_URL,
      publishableKey: variables.SUPABASE_PUBLISHABLE_KEY,
    },
    databaseUrl: variables.DATABASE_URL,
    credentialKeys: variables.CREDENTIAL_KEYS,
    stripe,
    embedded,
    worker: variables.WORKER,
    leaseSeconds: variables.LEASE_SECONDS,
    proxyHops: variables.PROXY_HOPS,
    cronSecret: variables.CRON_SECRET ?? null,
    automationHttpHosts: variables.AUTOMATION_HTTP_HOSTS,
    provider(id, names) {
      try {
        return readProviderEnv(source, id, names);
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : String(error)} ${HOW}`, {
          cause: error,
        });
      }
    },
  };
}

let cached: Env | undefined;

/** The process's environment, parsed on first use. Names are looked up at run time, so a build freezes none of them. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}
