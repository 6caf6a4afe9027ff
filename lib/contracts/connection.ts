import { z } from "zod";

import { listOf } from "./parts";

const connectionStatusSchema = z.enum(["active", "degraded", "needs_reauth", "revoked"]);
export type ConnectionStatus = z.infer<typeof connectionStatusSchema>;

/** A connected account, without secrets. */
export const connectionSchema = z.object({
  id: z.string(),
  provider: z.string(),
  /** The account at the provider, e.g. `acct_…`. */
  accountId: z.string(),
  livemode: z.boolean(),
  authKind: z.enum(["oauth", "key"]),
  label: z.string(),
  scope: z.string(),
  country: z.string().nullable(),
  currency: z.string().nullable(),
  timeZone: z.string().nullable(),
  /** Last characters of a pasted key. */
  keyHint: z.string().nullable(),
  status: connectionStatusSchema,
  connectedAt: z.date(),
  lastOkAt: z.date().nullable(),
  lastError: z.string().nullable(),
  lastWebhookAt: z.date().nullable(),
  lastSweepAt: z.date().nullable(),
  sweptEvents: z.int(),
  /** Error of the last sweep for missed events. */
  sweepError: z.string().nullable(),
});

export const connectionTestSchema = z.object({
  account: z.string(),
  label: z.string(),
  ms: z.int(),
});
export type ConnectionTest = z.infer<typeof connectionTestSchema>;

/** The enabled automations that would fail or no longer start without a connection. */
export const disconnectEffectsSchema = z.object({
  automations: listOf(z.object({ id: z.string(), name: z.string() })),
});
export type DisconnectEffects = z.infer<typeof disconnectEffectsSchema>;

export const disconnectedSchema = z.object({
  account: z.string(),
  /** True if the authorisation was revoked at the provider. */
  upstream: z.boolean(),
});
export type Disconnected = z.infer<typeof disconnectedSchema>;

/** The page or endpoint to open next. */
export const addressSchema = z.object({ url: z.string() });
export const connectedSchema = z.object({ connected: z.boolean() });

const fieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  placeholder: z.string().optional(),
  hint: z.string().optional(),
  /** Hides the typed text. All fields are encrypted, secret or not. */
  secret: z.boolean(),
  optional: z.boolean().optional(),
});

const schemeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("oauth"), title: z.string(), description: z.string() }),
  z.object({
    kind: z.literal("key"),
    title: z.string(),
    description: z.string(),
    fields: listOf(fieldSchema),
  }),
]);

/** A provider, the ways to connect it, and the workspace's connections to it. */
export const providerSchema = z.object({
  manifest: z.object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    /** `d` of one SVG path on a 24 × 24 grid. */
    icon: z.string(),
    docsUrl: z.string(),
    apiVersion: z.string(),
    auth: listOf(schemeSchema),
    /** Environment variables after the prefix `<PROVIDER>_`. */
    variables: z
      .object({ clientSecret: z.string().optional(), webhookSecret: z.string().optional() })
      .optional(),
    scopeLabels: z.record(z.string(), z.string()).optional(),
    /** True if accounts have a test mode. */
    hasModes: z.boolean(),
  }),
  grade: z.string(),
  webhook: z
    .object({
      setup: z.object({ instruction: z.string(), placeholder: z.string().optional() }),
      consentEndpoint: z.enum(["platform", "own"]),
      /** False if the provider signs with the credential. */
      takesSecret: z.boolean(),
    })
    .optional(),
  /** True if the provider has a consent page. */
  hasConsent: z.boolean(),
  /** True if the authorisation can be revoked at the provider. */
  canRevoke: z.boolean(),
  /** False if the OAuth client is not configured. */
  canConnect: z.boolean(),
  /** True if accounts are kept as a synced copy. */
  hasCopy: z.boolean(),
  /** URL of the provider's emulator on this machine. */
  emulator: z.string().nullable(),
  connections: listOf(
    connectionSchema.extend({
      /** The automations that use it. */
      automations: listOf(z.object({ id: z.string(), name: z.string() })),
    }),
  ),
});
