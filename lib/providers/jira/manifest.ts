import type { ProviderManifest } from "../types";

/** Classic scopes; `offline_access` brings a refresh token. Source: developer.atlassian.com/cloud/jira/platform/scopes-for-oauth-2-3LO-and-forge-apps, read 2026-11. */
export const SCOPES = [
  "read:jira-work",
  "write:jira-work",
  "read:jira-user",
  "offline_access",
] as const;

/** Jira counts cost, not calls, and answers 429 in time; the limit is a courtesy. Source: developer.atlassian.com/cloud/jira/platform/rate-limiting, read 2026-11. */
export const manifest: ProviderManifest = {
  id: "jira",
  name: "Jira",
  description: "Projects and issues of a Jira Cloud site.",
  icon: "M11.571 11.513H0a5.218 5.218 0 0 0 5.232 5.215h2.13v2.057A5.215 5.215 0 0 0 12.575 24V12.518a1.005 1.005 0 0 0-1.005-1.005zm5.723-5.756H5.736a5.215 5.215 0 0 0 5.215 5.214h2.129v2.058a5.218 5.218 0 0 0 5.215 5.214V6.758a1.001 1.001 0 0 0-1.001-1.001zM23.013 0H11.455a5.215 5.215 0 0 0 5.215 5.215h2.129v2.057A5.215 5.215 0 0 0 24 12.483V1.005A1.001 1.001 0 0 0 23.013 0z",
  docsUrl: "https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/",
  apiVersion: "3",
  requestIdHeader: "atl-traceid",
  origin: "https://api.atlassian.com",
  auth: [
    {
      kind: "oauth",
      title: "Connect Jira",
      description: "Sign in to Atlassian and allow access to one of your sites.",
    },
    {
      kind: "key",
      title: "Use an e-mail address and an API token instead",
      description:
        "The dashboard then acts as the person whose token it is, with that person's rights.",
      fields: [
        {
          name: "url",
          label: "Site",
          placeholder: "your-company.atlassian.net",
          hint: "The address of your Jira Cloud site.",
          secret: false,
          sealedAs: "site",
        },
        {
          name: "email",
          label: "E-mail address",
          placeholder: "you@example.com",
          hint: "The e-mail address of your Atlassian account.",
          secret: false,
        },
        {
          name: "pat",
          label: "API token",
          placeholder: "ATATT3x…",
          hint: "Create one at id.atlassian.com, under Security. It is encrypted and never shown again.",
          secret: true,
          sealedAs: "api_token",
        },
      ],
    },
  ],
  scopes: SCOPES,
  scopeLabels: {
    token: "Same access as the token's owner",
    read_write: "Read and write",
    read_only: "Read only",
  },
  hasModes: false,
  rateLimit: { live: 10, test: 10, perSeconds: 1 },
};
