import { AppError } from "@/lib/core/errors";

import type { CredentialTraits, CredentialValidation, ProviderCredentials } from "../types";
import { isLiveKey, parseApiBase } from "./config";
import type { StripeOptions } from "./config";

/** Credentials of a request. */
export interface StripeAuth {
  readonly key: string;
  /** Account for which the platform's key is used. */
  readonly account: string | undefined;
}

const KEY_FORMAT = /^(sk|rk)_(test|live)_[A-Za-z0-9_]{10,}$/;
const ACCOUNT_FORMAT = /^acct_[A-Za-z0-9]{1,64}$/;

const WRONG_KINDS: readonly (readonly [prefix: string, message: string])[] = [
  [
    "pk_",
    "This is a publishable key (pk_…). It cannot read payments: paste a secret or restricted key.",
  ],
  ["whsec_", "This is a webhook signing secret (whsec_…). Paste a secret or restricted key."],
  ["ca_", "This is a Connect client id (ca_…). Paste a secret or restricted key."],
  ["acct_", "This is an account id (acct_…). Paste a secret or restricted key."],
];

function keyError(key: string): string | undefined {
  if (/\s/.test(key)) return "The key contains a space or a line break. Copy it again.";
  if (KEY_FORMAT.test(key)) return undefined;
  const wrongKind = WRONG_KINDS.find(([prefix]) => key.startsWith(prefix));
  if (wrongKind) return wrongKind[1];
  if (/^(sk|rk)_(test|live)_[A-Za-z0-9_]*$/.test(key))
    return "The key is too short. Copy the whole key.";
  return 'Invalid Stripe token format. Token should start with "sk_test_", "sk_live_", "rk_test_" or "rk_live_".';
}

function modeError(key: string, credentials: ProviderCredentials, options: StripeOptions) {
  const live = isLiveKey(key);
  if (live && !parseApiBase(options.apiBase).isDefault)
    return "This is a live key, but this installation uses the sandbox. Use a test key, or configure your own Stripe settings.";
  if (credentials.livemode !== undefined && credentials.livemode !== live)
    return `This connection is in ${credentials.livemode ? "live" : "test"} mode, but the key is for ${live ? "live" : "test"} mode.`;
  return undefined;
}

/** Checks the format of a pasted key, or of an account that is used with the platform key. */
export function validateStripe(
  credentials: ProviderCredentials,
  options: StripeOptions,
): CredentialValidation {
  const { accountId } = credentials;
  if (accountId !== undefined && !ACCOUNT_FORMAT.test(accountId))
    return { valid: false, error: "The Stripe account id must look like acct_…." };
  const usesPlatform = credentials.pat === undefined && accountId !== undefined;
  const key = usesPlatform ? options.platformKey : credentials.pat;
  if (key === undefined || key === "")
    return {
      valid: false,
      error: usesPlatform
        ? "Stripe Connect is not configured. STRIPE_SECRET_KEY is missing."
        : "Stripe access token is required",
    };
  const error = keyError(key) ?? modeError(key, credentials, options);
  return error === undefined ? { valid: true } : { valid: false, error };
}

/** Describes a pasted key by its prefix. */
export function describeKey({ pat = "" }: ProviderCredentials): CredentialTraits {
  return {
    livemode: isLiveKey(pat),
    scope: pat.startsWith("rk_") ? "restricted" : "read_write",
    hint: `${pat.slice(0, 8)}…${pat.slice(-4)}`,
  };
}

/** Returns key and account of a request. Throws AppError "invalid" with the message of {@link validateStripe}. */
export function resolveAuth(credentials: ProviderCredentials, options: StripeOptions): StripeAuth {
  const verdict = validateStripe(credentials, options);
  if (!verdict.valid) throw new AppError("invalid", verdict.error ?? "The credential is invalid.");
  return { key: credentials.pat ?? options.platformKey ?? "", account: credentials.accountId };
}
