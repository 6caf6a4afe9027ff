import { AppError } from "@/lib/core/errors";

import { STRIPE_ORIGIN } from "./manifest";

/** Settings of the Stripe adapter. Does not read the environment. */
export interface StripeOptions {
  /** Base URL of the API: Stripe, or an emulator on the loopback interface. */
  readonly apiBase?: string | undefined;
  /** The platform's secret key, which calls for connected accounts use with `Stripe-Account`. */
  readonly platformKey?: string | undefined;
}

export interface StripeBase {
  readonly origin: string;
  readonly authorizeUrl: string;
  readonly oauthOrigin: string;
  readonly isDefault: boolean;
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const CONNECT_ORIGIN = "https://connect.stripe.com";
// Instrumentation and routes are separate module graphs, but one process has one configuration.
const KEY = Symbol.for("agentic-dashboard.stripe");

interface Holder {
  [KEY]?: StripeOptions;
}

/** Reads a base URL. Throws AppError "invalid" unless it is Stripe or a loopback address. */
export function parseApiBase(apiBase: string | undefined): StripeBase {
  const text = apiBase === undefined || apiBase === "" ? STRIPE_ORIGIN : apiBase;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.origin === STRIPE_ORIGIN && isBareOrigin(url))
    return {
      origin: STRIPE_ORIGIN,
      oauthOrigin: CONNECT_ORIGIN,
      authorizeUrl: `${CONNECT_ORIGIN}/oauth/authorize`,
      isDefault: true,
    };
  const isHttp = url?.protocol === "http:" || url?.protocol === "https:";
  if (url && isHttp && isBareOrigin(url) && LOOPBACK.has(url.hostname))
    return {
      origin: url.origin,
      oauthOrigin: url.origin,
      authorizeUrl: `${url.origin}/oauth/authorize`,
      isDefault: false,
    };
  throw new AppError(
    "invalid",
    "The Stripe API base must be a loopback address such as http://127.0.0.1:12111, or be left out.",
  );
}

function isBareOrigin(url: URL): boolean {
  return url.username === "" && url.password === "" && /^\/(v1\/?)?$/.test(url.pathname);
}

export function isLiveKey(key: string): boolean {
  return /^[a-z]+_live_/.test(key);
}

/** Checks options together: a live key never goes to an emulator. Throws AppError "invalid". */
export function checkOptions(options: StripeOptions): StripeOptions {
  const base = parseApiBase(options.apiBase);
  if (!base.isDefault && options.platformKey !== undefined && isLiveKey(options.platformKey))
    throw new AppError("invalid", "A live Stripe key is never used with a local emulator.");
  return options;
}

/** Sets how the shared adapter reaches Stripe, once per process. Throws AppError "invalid". */
export function configureStripe(options: StripeOptions): void {
  (globalThis as Holder)[KEY] = checkOptions(options);
}

export function configuredOptions(): StripeOptions {
  return (globalThis as Holder)[KEY] ?? {};
}
