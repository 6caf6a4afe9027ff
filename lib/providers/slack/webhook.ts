import { createHmac, timingSafeEqual } from "node:crypto";

import * as z from "zod";

import { parseJson } from "@/lib/core/parse-json";

import type { WebhookDelivery, WebhookSecret, WebhookSource, WebhookVerdict } from "../types";
import { callback, toProviderEvent, type SlackCallback } from "./mapping";

const MAX_AGE_SECONDS = 300;
/** Tolerance for a clock that is ahead. */
const MAX_AHEAD_SECONDS = 60;
const MAX_SECRETS = 4;
const SIGNATURE = /^v0=[0-9a-f]{64}$/;

const challenge = z.object({
  type: z.literal("url_verification"),
  challenge: z.string().min(1).max(1_000),
});

const revoked = z.looseObject({ tokens: z.object({ bot: z.array(z.string()).min(1) }) });

function usable(secrets: readonly WebhookSecret[], now: Date): readonly WebhookSecret[] {
  return secrets
    .filter(({ secret, notAfter }) => secret.trim() !== "" && (!notAfter || notAfter >= now))
    .slice(0, MAX_SECRETS);
}

function isFresh(stamp: string, now: Date): boolean {
  const age = Math.floor(now.getTime() / 1000) - Number(stamp);
  return age <= MAX_AGE_SECONDS && age >= -MAX_AHEAD_SECONDS;
}

/** Returns the secret that signed the body; `undefined` if none did. */
function signer({ headers, raw, secrets, now }: WebhookDelivery): string | undefined {
  const given = headers.get("x-slack-signature") ?? "";
  const stamp = headers.get("x-slack-request-timestamp") ?? "";
  if (!SIGNATURE.test(given) || !/^\d{1,12}$/.test(stamp) || !isFresh(stamp, now)) return undefined;
  return usable(secrets, now).find(({ secret }) => {
    const digest = createHmac("sha256", secret).update(`v0:${stamp}:`).update(raw).digest("hex");
    return timingSafeEqual(Buffer.from(`v0=${digest}`), Buffer.from(given));
  })?.kid;
}

function parse(raw: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder("utf-8", { fatal: true }).decode(raw));
  } catch {
    return undefined; // not JSON: the shape is refused below
  }
}

/** True if the bot's token was revoked; `tokens_revoked` also lists tokens of people. */
function endsConnection({ event }: SlackCallback): boolean {
  return (
    event.type === "app_uninstalled" ||
    (event.type === "tokens_revoked" && revoked.safeParse(event).success)
  );
}

function verdictOf(kid: string, body: unknown): WebhookVerdict {
  const asked = challenge.safeParse(body).data;
  if (asked) return { ok: true, kid, event: null, answer: { challenge: asked.challenge } };
  const parsed = callback.safeParse(body);
  if (!parsed.success) return { ok: false, reason: "shape" };
  return {
    ok: true,
    kid,
    event: toProviderEvent(parsed.data),
    ...(endsConnection(parsed.data) ? { signal: "connection-revoked" as const } : {}),
  };
}

/**
 * Verifies `X-Slack-Signature`: HMAC-SHA256 over `v0:<timestamp>:<body>`, at most five minutes old.
 * Source: docs.slack.dev/authentication/verifying-requests-from-slack, read 2026-11.
 */
export const webhook: WebhookSource = {
  header: "x-slack-signature",
  consentEndpoint: "platform",
  setup: {
    instruction:
      "In your Slack app, open Event Subscriptions and use this address as the Request URL. The signing secret is under Basic Information.",
  },
  verify(delivery) {
    const kid = signer(delivery);
    if (kid === undefined) return { ok: false, reason: "signature" };
    return verdictOf(kid, parse(delivery.raw));
  },
};
