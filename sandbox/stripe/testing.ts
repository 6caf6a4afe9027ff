import { Stripe } from "stripe";

import { createStripeSandbox, type SandboxOptions, type StripeSandbox } from "./server.ts";

/** For tests only: a sandbox with known keys, and two ways to talk to it. */
export const PLATFORM_KEY = "sk_test_platform_0123456789";
export const CLIENT_ID = "ca_TestClient";
export const REDIRECT = "http://localhost:3000/api/auth/stripe/callback";
export const ADMIN_TOKEN = "test-admin-token";
export const NORTHWIND_ID = "acct_1NorthwindRoastr";
export const KISSATEN_ID = "acct_1KissatenCoffeeJ";
export const EMPTY_ID = "acct_1EmptySandboxShp";

export type RawAnswer = {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  text: string;
};

/** Starts a sandbox on a free port; `empty` seed unless told otherwise. */
export function startSandbox(options: Partial<SandboxOptions> = {}): Promise<StripeSandbox> {
  return createStripeSandbox({
    seed: "empty",
    adminToken: ADMIN_TOKEN,
    platform: {
      clientId: CLIENT_ID,
      secretKey: PLATFORM_KEY,
      redirectUris: [REDIRECT],
      name: "Test platform",
    },
    ...options,
  });
}

/** The official SDK, pointed at the sandbox. */
export function sdk(sandbox: StripeSandbox, key = PLATFORM_KEY, stripeAccount?: string): Stripe {
  return new Stripe(key, {
    host: "127.0.0.1",
    port: sandbox.port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
    ...(stripeAccount ? { stripeAccount } : {}),
  });
}

/** One raw request; `form` is sent as it stands, so that it can be wrong on purpose. */
export async function raw(
  sandbox: StripeSandbox,
  method: string,
  path: string,
  form = "",
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const isBody = method === "POST";
  const target = !isBody && form !== "" ? `${path}?${form}` : path;
  const response = await fetch(`${sandbox.url}${target}`, {
    method,
    redirect: "manual",
    headers: {
      Authorization: `Bearer ${PLATFORM_KEY}`,
      ...(isBody ? { "Content-Type": "application/x-www-form-urlencoded" } : {}),
      ...headers,
    },
    ...(isBody ? { body: form } : {}),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {}, // every JSON answer is an object
    text,
  };
}

/** The id of a field that may be expanded. */
export function idOf(field: string | { id: string } | null | undefined): string {
  if (typeof field === "string") return field;
  if (!field) throw new Error("The field is empty.");
  return field.id;
}

/** The Stripe error that a call fails with. Throws when it succeeds. */
export async function failure(
  run: Promise<unknown>,
): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  const error = await run.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (error instanceof Stripe.errors.StripeError) return error;
  throw new Error("The call did not fail with a Stripe error.");
}

/** Types of the events that `run` brings about, oldest first; its failure is not this function's matter. */
export async function typesSince(stripe: Stripe, run: () => Promise<unknown>): Promise<string[]> {
  const [last] = (await stripe.events.list({ limit: 1 })).data;
  await run();
  const later = await stripe.events.list({
    limit: 50,
    ...(last ? { ending_before: last.id } : {}),
  });
  return later.data.map((event) => event.type).toReversed();
}
