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
