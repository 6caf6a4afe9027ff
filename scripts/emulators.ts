import { createHmac } from "node:crypto";
import path from "node:path";

/** A provider that a sandbox folder stands in for. Stripe's, which is older, has keys of its own. */
export interface Emulator {
  /** Folder under `sandbox/`, and prefix of its variables. */
  readonly id: string;
  readonly name: string;
  /** Accounts are connected by a consent page, so the app is given the client. */
  readonly hasConsent: boolean;
  /** The app's variable, without prefix, that holds the secret of the platform's own webhook endpoint. */
  readonly webhookSecret?: string;
  /** The client id as this provider writes them; 32 hexadecimal signs as they are when left out. */
  readonly clientId?: (hex: string) => string;
}

/** What a local installation starts beside the Stripe sandbox; one line each. */
export const EMULATORS: readonly Emulator[] = [
  { id: "jira", name: "Jira", hasConsent: true },
  { id: "slack", name: "Slack", hasConsent: true, webhookSecret: "SIGNING_SECRET" },
  { id: "twilio", name: "Twilio", hasConsent: false, clientId: (hex) => `AC${hex}` },
];

export interface EmulatorKeys {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookSecret: string;
  readonly adminToken: string;
}

/** The same keys at every start of one installation, since tokens outlive a restart. `seed` is a secret of its own. */
export function emulatorKeys({ id, clientId }: Emulator, seed: string): EmulatorKeys {
  const derive = (what: string) =>
    createHmac("sha256", seed).update(`${id}|${what}`).digest("hex").slice(0, 32);
  const hex = derive("client-id");
  return {
    clientId: clientId?.(hex) ?? hex,
    clientSecret: derive("client-secret"),
    webhookSecret: derive("webhook-secret"),
    adminToken: derive("admin-token"),
  };
}

/** Variables of the sandbox's own process. */
export function sandboxVariables(
  { id, webhookSecret }: Emulator,
  keys: EmulatorKeys,
  place: { readonly appUrl: string; readonly port: number; readonly dataDir: string },
): Record<string, string> {
  return {
    SANDBOX_PORT: "0",
    SANDBOX_PLATFORM_NAME: "Agentic dashboard",
    SANDBOX_CLIENT_ID: keys.clientId,
    SANDBOX_CLIENT_SECRET: keys.clientSecret,
    SANDBOX_REDIRECT_URI: `${place.appUrl}/api/auth/${id}/callback`,
    SANDBOX_ADMIN_TOKEN: keys.adminToken,
    SANDBOX_SNAPSHOT: path.join(place.dataDir, `sandbox-${id}.json`),
    ...(webhookSecret
      ? {
          SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${place.port}/api/webhooks/${id}`,
          SANDBOX_WEBHOOK_SECRET: keys.webhookSecret,
        }
      : {}),
  };
}

/**
 * Variables of the app, which then talks to the sandbox at `url`. Without a consent page they name the sandbox's account, to
 * which the demo account's workspace is connected.
 */
export function appVariables(
  { id, hasConsent, webhookSecret }: Emulator,
  keys: EmulatorKeys,
  url: string,
): Record<string, string> {
  const prefix = id.toUpperCase();
  return {
    [`${prefix}_API_BASE`]: url,
    ...(hasConsent
      ? {
          [`${prefix}_CLIENT_ID`]: keys.clientId,
          [`${prefix}_CLIENT_SECRET`]: keys.clientSecret,
        }
      : { [`DEMO_${prefix}_ID`]: keys.clientId, [`DEMO_${prefix}_SECRET`]: keys.clientSecret }),
    ...(webhookSecret ? { [`${prefix}_${webhookSecret}`]: keys.webhookSecret } : {}),
  };
}
