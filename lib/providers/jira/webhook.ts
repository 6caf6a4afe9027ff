import { createHash, createHmac, timingSafeEqual } from "node:crypto";

import { parseJson } from "@/lib/core/parse-json";

import type { WebhookDelivery, WebhookSource } from "../types";
import { payload, toProviderEvent } from "./mapping";

const MAX_SECRETS = 4;
const SIGNATURE = /^sha256=[0-9a-f]{64}$/;

/** Returns the secret that signed the body; `undefined` if none did. */
function signer({ headers, raw, secrets, now }: WebhookDelivery): string | undefined {
  const given = headers.get("x-hub-signature") ?? "";
  if (!SIGNATURE.test(given)) return undefined;
  return secrets
    .filter(({ secret, notAfter }) => secret.trim() !== "" && (!notAfter || notAfter >= now))
    .slice(0, MAX_SECRETS)
    .find(({ secret }) => {
      const digest = createHmac("sha256", secret).update(raw).digest("hex");
      return timingSafeEqual(Buffer.from(`sha256=${digest}`), Buffer.from(given));
    })?.kid;
}

function parse(raw: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder("utf-8", { fatal: true }).decode(raw));
  } catch {
    return undefined; // not JSON: the shape is refused below
  }
}

/** Id that is the same for every retry of a delivery. Jira's identifier is a header, which the signature does not cover. */
const deliveryOf = ({ raw }: WebhookDelivery): string =>
  createHash("sha256").update(raw).digest("hex");

/**
 * Verifies `X-Hub-Signature` of a webhook that an admin of the site registered with a secret. It contains no time, so an
 * old delivery cannot be recognised, but its event has the same id and is stored once.
 * Source: developer.atlassian.com/cloud/jira/platform/webhooks, read 2026-11.
 */
export const webhook: WebhookSource = {
  header: "x-hub-signature",
  consentEndpoint: "own",
  setup: {
    instruction:
      "In Jira, as an admin: Settings → System → WebHooks → Create. Use this address, generate a secret, and choose the issue and comment events:",
  },
  verify(delivery) {
    const kid = signer(delivery);
    if (kid === undefined) return { ok: false, reason: "signature" };
    const parsed = payload.safeParse(parse(delivery.raw));
    const event =
      parsed.success && toProviderEvent(parsed.data, delivery.account, deliveryOf(delivery));
    return event ? { ok: true, kid, event } : { ok: false, reason: "shape" };
  },
};
