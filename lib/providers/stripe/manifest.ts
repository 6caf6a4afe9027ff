import { Stripe } from "stripe";

import type { ProviderManifest } from "../types";

/** Default base URL of the API. */
export const STRIPE_ORIGIN = "https://api.stripe.com";

/** Source of the limits: docs.stripe.com/rate-limits, read 2026-11. */
export const manifest: ProviderManifest = {
  id: "stripe",
  name: "Stripe",
  description: "Payments, customers, subscriptions and balances of a Stripe account.",
  icon: "M13.976 9.15c-2.172-.806-3.356-1.426-3.356-2.409 0-.831.683-1.305 1.901-1.305 2.227 0 4.515.858 6.09 1.631l.89-5.494C18.252.975 15.697 0 12.165 0 9.667 0 7.589.654 6.104 1.872 4.56 3.147 3.757 4.992 3.757 7.218c0 4.039 2.467 5.76 6.476 7.219 2.585.92 3.445 1.574 3.445 2.583 0 .98-.84 1.545-2.354 1.545-1.875 0-4.965-.921-6.99-2.109l-.9 5.555C5.175 22.99 8.385 24 11.714 24c2.641 0 4.843-.624 6.328-1.813 1.664-1.305 2.525-3.236 2.525-5.732 0-4.128-2.524-5.851-6.594-7.305h.003z",
  rank: 1,
  docsUrl: "https://docs.stripe.com/api",
  apiVersion: Stripe.API_VERSION,
  requestIdHeader: "request-id",
  origin: STRIPE_ORIGIN,
  auth: [
    {
      kind: "oauth",
      title: "Connect Stripe",
      description: "Sign in to Stripe and allow access to your account.",
    },
    {
      kind: "key",
      title: "Use a secret or restricted key instead",
      description:
        "A restricted key with read permission is enough. Create one under Developers → API keys.",
      fields: [
        {
          name: "pat",
          label: "Secret or restricted key",
          placeholder: "rk_test_…",
          hint: "A restricted key with read access to charges, customers, balance, subscriptions, invoices, disputes and events is enough. It is encrypted and never shown again.",
          secret: true,
          sealedAs: "key",
        },
      ],
    },
  ],
  variables: { clientSecret: "SECRET_KEY", webhookSecret: "WEBHOOK_SECRET" },
  scopes: ["read_write"],
  scopeLabels: {
    read_write: "Read and write",
    read_only: "Read only",
    restricted: "Same access as the restricted key",
  },
  hasModes: true,
  rateLimit: { live: 100, test: 25, perSeconds: 1 },
};
