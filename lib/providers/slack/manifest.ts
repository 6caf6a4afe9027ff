import type { ProviderManifest } from "../types";

/** Bot scopes; each is what one operation needs. Source: docs.slack.dev/reference/scopes, read 2026-11. */
export const SCOPES = [
  "chat:write",
  "chat:write.public",
  "channels:read",
  "channels:history",
  "users:read",
] as const;

/** Source of the limits: docs.slack.dev/apis/web-api/rate-limits (tier 3), read 2026-11. */
export const manifest: ProviderManifest = {
  id: "slack",
  name: "Slack",
  description: "Channels, people and messages of a Slack workspace.",
  icon: "M5.042 15.165a2.528 2.528 0 0 1-2.52 2.523A2.528 2.528 0 0 1 0 15.165a2.527 2.527 0 0 1 2.522-2.52h2.52v2.52zM6.313 15.165a2.527 2.527 0 0 1 2.521-2.52 2.527 2.527 0 0 1 2.521 2.52v6.313A2.528 2.528 0 0 1 8.834 24a2.528 2.528 0 0 1-2.521-2.522v-6.313zM8.834 5.042a2.528 2.528 0 0 1-2.521-2.52A2.528 2.528 0 0 1 8.834 0a2.528 2.528 0 0 1 2.521 2.522v2.52H8.834zM8.834 6.313a2.528 2.528 0 0 1 2.521 2.521 2.528 2.528 0 0 1-2.521 2.521H2.522A2.528 2.528 0 0 1 0 8.834a2.528 2.528 0 0 1 2.522-2.521h6.312zM18.956 8.834a2.528 2.528 0 0 1 2.522-2.521A2.528 2.528 0 0 1 24 8.834a2.528 2.528 0 0 1-2.522 2.521h-2.522V8.834zM17.688 8.834a2.528 2.528 0 0 1-2.523 2.521 2.527 2.527 0 0 1-2.52-2.521V2.522A2.527 2.527 0 0 1 15.165 0a2.528 2.528 0 0 1 2.523 2.522v6.312zM15.165 18.956a2.528 2.528 0 0 1 2.523 2.522A2.528 2.528 0 0 1 15.165 24a2.527 2.527 0 0 1-2.52-2.522v-2.522h2.52zM15.165 17.688a2.527 2.527 0 0 1-2.52-2.523 2.526 2.526 0 0 1 2.52-2.52h6.313A2.527 2.527 0 0 1 24 15.165a2.528 2.528 0 0 1-2.522 2.523h-6.313z",
  docsUrl: "https://docs.slack.dev/apis/web-api",
  apiVersion: "v2",
  requestIdHeader: "x-slack-req-id",
  origin: "https://slack.com",
  auth: [
    {
      kind: "oauth",
      title: "Connect Slack",
      description: "Sign in to Slack and add the app to your workspace.",
    },
  ],
  variables: { webhookSecret: "SIGNING_SECRET" },
  scopes: SCOPES,
  scopeLabels: {
    [SCOPES.toSorted().join(",")]: "Read and post messages",
  },
  hasModes: false,
  rateLimit: { live: 50, test: 50, perSeconds: 60 },
};
