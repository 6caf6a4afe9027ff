import { createSlackSandbox, type SlackSandbox, type SlackSandboxOptions } from "./server.ts";

/** For tests only: a sandbox with known keys. */
export const CLIENT_ID = "1234567890.0987654321";
export const CLIENT_SECRET = "slack-sandbox-client-secret";
export const SIGNING_SECRET = "slack-sandbox-signing-secret";
export const REDIRECT = "http://localhost:3000/api/auth/slack/callback";
export const ADMIN_TOKEN = "test-admin-token";
export const TEAM = "T0NORTHWIND";
export const SALES = "C0SALES0001";
export const SCOPES = "chat:write,chat:write.public,channels:read,channels:history,users:read";

/** Starts a sandbox on a free port, whose app rotates its tokens when told. */
export function startSlack({
  rotates = false,
  ...options
}: Partial<SlackSandboxOptions> & { rotates?: boolean } = {}): Promise<SlackSandbox> {
  return createSlackSandbox({
    adminToken: ADMIN_TOKEN,
    speedup: 1_000_000,
    platform: {
      appId: "A0SANDBOX01",
      name: "Test platform",
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      signingSecret: SIGNING_SECRET,
      redirectUris: [REDIRECT],
      rotates,
    },
    ...options,
  });
}

/** Goes through the consent page as a person would. Returns where it sends them. */
export async function consent(
  sandbox: SlackSandbox,
  decision: "approve" | "deny",
  scope = SCOPES,
): Promise<URL> {
  const query = new URLSearchParams({
    client_id: CLIENT_ID,
    scope,
    state: "the-state",
    redirect_uri: REDIRECT,
  });
  const page = await fetch(`${sandbox.url}/oauth/v2/authorize?${query.toString()}`);
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const answer = await fetch(`${sandbox.url}/oauth/v2/authorize`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ csrf, decision, team: TEAM }),
  });
  return new URL(answer.headers.get("location") ?? "http://nowhere.invalid");
}
