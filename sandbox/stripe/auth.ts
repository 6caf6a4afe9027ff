import { StripeError, redactKey } from "./errors.ts";
import { openTenant, type Tenant, type World } from "./world.ts";

export type Caller = { key: string; tenant: Tenant };

const CHALLENGE = { "www-authenticate": 'Basic realm="Stripe"' };
const NO_KEY =
  "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.";

/** The key of a Bearer or Basic header (Basic: as the user name), or null. */
export function keyOf(authorization: string | undefined): string | null {
  const [scheme = "", value = ""] = (authorization ?? "").trim().split(/\s+/);
  if (scheme.toLowerCase() === "bearer") return value || null;
  if (scheme.toLowerCase() !== "basic") return null;
  return Buffer.from(value, "base64").toString("utf8").split(":")[0] || null;
}

/**
 * The account that a request acts for: the platform, an account connected to it (`Stripe-Account`
 * or its own access token). Throws 401 for an absent, unknown or live key and 403 `account_invalid`
 * for an account that this key cannot reach.
 */
export function authenticate(
  world: World,
  authorization: string | undefined,
  stripeAccount: string | undefined,
): Caller {
  const key = keyOf(authorization);
  if (key === null) throw new StripeError(401, NO_KEY, {}, CHALLENGE);
  if (/^[a-z]{2}_live_/.test(key))
    throw new StripeError(
      401,
      `Invalid API Key provided: ${redactKey(key)}. This is the Stripe sandbox, not Stripe: it accepts test keys only and never stores a live one.`,
      {},
      CHALLENGE,
    );
  const owner = ownerOf(world, key);
  if (owner === null)
    throw new StripeError(401, `Invalid API Key provided: ${redactKey(key)}`, {}, CHALLENGE);
  const account = stripeAccount || owner;
  const reachable =
    account === owner || (owner === world.platform.account && world.connections.has(account));
  if (!reachable || !world.tenants.has(account))
    throw new StripeError(
      403,
      `The provided key '${redactKey(key)}' does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`,
      { code: "account_invalid" },
    );
  return { key, tenant: openTenant(world, account) };
}

/** An account's own key, for those who connect by key instead of by consent. Opens made-up data only. */
export function ownKey(account: string): string {
  return `rk_test_sandbox${account.replace(/^acct_/, "")}`;
}

function ownerOf(world: World, key: string): string | null {
  if (key === world.platform.secretKey) return world.platform.account;
  for (const account of world.tenants.keys()) if (key === ownKey(account)) return account;
  for (const connection of world.connections.values())
    if (connection.accessToken === key) return connection.account;
  return null;
}
