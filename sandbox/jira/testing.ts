import { createJiraSandbox, type JiraSandbox, type JiraSandboxOptions } from "./server.ts";

/** For tests only: a sandbox with known keys. */
export const CLIENT_ID = "jira-sandbox-client";
export const CLIENT_SECRET = "jira-sandbox-client-secret";
export const REDIRECT = "http://localhost:3000/api/auth/jira/callback";
export const SCOPES = "read:jira-work write:jira-work read:jira-user offline_access";
/** What opens the first site by its API token. */
export const PASTED = {
  url: "northwind.atlassian.net",
  email: "ada@northwind.example",
  pat: "ATATT-sandbox-northwind",
} as const;

/** Starts a sandbox on a free port. */
export function startJira(options: Partial<JiraSandboxOptions> = {}): Promise<JiraSandbox> {
  return createJiraSandbox({
    adminToken: "test-admin-token",
    speedup: 1_000_000,
    platform: {
      name: "Test platform",
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      redirectUris: [REDIRECT],
    },
    ...options,
  });
}
