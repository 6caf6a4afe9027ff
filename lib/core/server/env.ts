import { z } from "zod";

import { isLoopback } from "./origin";
import { readProviderEnv, type ProviderEnv, type ProviderEnvNames } from "./provider-env";

/** The parsed environment. Server-only. */
export interface Env {
  /** Public origin of the app without a trailing slash, e.g. `http://localhost:3000`. */
  readonly appUrl: string;
  readonly supabase: {
    readonly url: string;
    readonly publishableKey: string;
  };
  /** Connects as `app_login`, which has no permissions of its own. */
  readonly databaseUrl: string;
  /** Keys of 32 bytes. The first encrypts, all decrypt. */
  readonly credentialKeys: readonly { readonly id: string; readonly key: Buffer }[];
  /** `null` if variables are missing, which the Stripe card then names. */
  readonly stripe: {
    readonly clientId: string;
    readonly secretKey: string;
    /** Signing secrets of the Connect endpoint, newest first. */
    readonly webhookSecrets: readonly string[];
    /** URL of an emulator on this machine; `null` for Stripe. */
    readonly apiBase: string | null;
  } | null;
  /** Settings of a local installation: demo account, sandbox links. `null` for a hosted one. */
  readonly embedded: { readonly demoEmail: string; readonly demoPassword: string } | null;
  /** The Twilio sandbox's account, for the data of the demo account; `null` if the demo account starts without data. */
  readonly demoData: {
    readonly twilio: { readonly accountSid: string; readonly authToken: string };
  } | null;
  /** Runs the worker in this process or outside of it (`npm run worker`, or a scheduler). */
  readonly worker: "inside" | "outside";
  /** Lease of a run in seconds. */
  readonly leaseSeconds: number;
  /** Number of reverse proxies that append to `X-Forwarded-For`, for limits per network address. */
  readonly proxyHops: number;
  /** Secret of `POST /api/worker`; `null` disables it. */
  readonly cronSecret: string | null;
  /** Hosts that HTTP steps may call. */
  readonly automationHttpHosts: readonly string[];
  /** Returns the variables of a provider. Throws an Error that names invalid ones. */
  provider(id: string, names?: ProviderEnvNames): ProviderEnv;
}

const HOW = "See .env.local.example.";

const text = z.string().trim().min(1);
const url = z
  .url({ protocol: /^https?$/, error: "must be an http(s) URL" })
  .transform((value) => value.replace(/\/$/, ""));

/** Random secrets of at least 16 bytes practically always have eight different bytes. */
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
  DEMO_DATA: z.enum(["0", "1"]).optional(),
  DEMO_TWILIO_ID: z.string().optional(),
  DEMO_TWILIO_SECRET: z.string().optional(),
  ALLOW_INSECURE_HTTP: z.literal("1").optional(),
});
type Variables = z.infer<typeof schema>;

/** Alternative names: Supabase's quick start uses the public prefix for two variables. */
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
  // URL only parses hosts of http addresses like browsers do, so the scheme of a Postgres address is replaced.
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

function demoDataGroup(variables: Variables, embedded: Env["embedded"]): Env["demoData"] {
  const { DEMO_DATA, DEMO_TWILIO_ID, DEMO_TWILIO_SECRET } = variables;
  if (!embedded || DEMO_DATA !== "1" || !DEMO_TWILIO_ID || !DEMO_TWILIO_SECRET) return null;
  return { twilio: { accountSid: DEMO_TWILIO_ID, authToken: DEMO_TWILIO_SECRET } };
}

/** Parses the environment. Throws an Error that names every missing or malformed variable. */
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
    demoData: demoDataGroup(variables, embedded),
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

/** Returns the environment of the process, parsed on first use. Variables are read at run time, not at build time. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}
