import { Stripe } from "stripe";
import * as z from "zod";

import { parseJson } from "@/lib/core/parse-json";

import type {
  CatchUp,
  WebhookDelivery,
  WebhookSecret,
  WebhookSource,
  WebhookVerdict,
} from "../types";
import { toProviderEvent } from "./mapping";

const MAX_AGE_SECONDS = 300;
/** Tolerance for a clock that is ahead; the SDK would accept any time in the future. */
const MAX_AHEAD_SECONDS = 60;
const MAX_SECRETS = 4;
const MAX_HEADER_LENGTH = 4_096;
const DEAUTHORIZED = "account.application.deauthorized";

const shape = z.object({
  id: z.string().regex(/^evt_[A-Za-z0-9_]{1,200}$/),
  type: z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9_]+(\.[A-Za-z0-9_-]+)*$/),
  created: z.int().nonnegative().max(8_640_000_000_000),
  livemode: z.boolean(),
  api_version: z.string().max(60).nullish(),
  account: z
    .string()
    .regex(/^acct_[A-Za-z0-9]{1,64}$/)
    .optional(),
  data: z.object({
    object: z.record(z.string(), z.unknown()),
    previous_attributes: z.record(z.string(), z.unknown()).nullish(),
  }),
});

function timestampOf(header: string): number | undefined {
  const times = header
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part.startsWith("t="));
  const digits = times.length === 1 ? /^t=(\d{1,12})$/.exec(times[0] ?? "")?.[1] : undefined;
  return digits === undefined ? undefined : Number(digits);
}

function isFresh(timestamp: number, now: Date): boolean {
  const age = Math.floor(now.getTime() / 1000) - timestamp;
  return age <= MAX_AGE_SECONDS && age >= -MAX_AHEAD_SECONDS;
}

type Opened =
  | { readonly ok: true; readonly event: unknown }
  | { readonly ok: false; readonly signed: boolean };

/** Verifies the signature with a secret and parses the event. The SDK compares in constant time. */
function open(delivery: WebhookDelivery, header: string, secret: string): Opened {
  try {
    const event: unknown = Stripe.webhooks.constructEvent(
      // The SDK hashes decoded text, so it must not get a body that is not UTF-8.
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(delivery.raw),
      header,
      secret,
      MAX_AGE_SECONDS,
      undefined,
      delivery.now.getTime(),
    );
    return { ok: true, event };
  } catch (error) {
    const unsigned =
      error instanceof Stripe.errors.StripeSignatureVerificationError || error instanceof TypeError;
    return { ok: false, signed: !unsigned };
  }
}

function usable(secrets: readonly WebhookSecret[], now: Date): readonly WebhookSecret[] {
  return secrets
    .filter(({ secret, notAfter }) => secret.trim() !== "" && (!notAfter || notAfter >= now))
    .slice(0, MAX_SECRETS);
}

/** Response for ignored deliveries, which Stripe shows to the endpoint's owner. */
const THIN_NOTE =
  "This is a thin event, which names an object without its content. Nothing was stored. Send snapshot events to this address.";

/** True for thin events of event destinations. They get no error status, because Stripe would retry them for days. */
function isThin(raw: Uint8Array): boolean {
  try {
    return thin.safeParse(parseJson(new TextDecoder().decode(raw))).success;
  } catch {
    return false; // not JSON
  }
}

function verdictOf(kid: string, event: unknown): WebhookVerdict {
  const parsed = shape.safeParse(event);
  if (!parsed.success) return { ok: false, reason: "shape" };
  return {
    ok: true,
    kid,
    event: toProviderEvent(parsed.data),
    ...(parsed.data.type === DEAUTHORIZED ? { signal: "connection-revoked" as const } : {}),
  };
}

const thin = z.looseObject({ object: z.literal("v2.core.event") });
const eventPage = z.object({ data: z.array(z.unknown()) });

/** `GET /v1/events` lists the last 30 days, newest first. Source: docs.stripe.com/api/events, read 2026-11. */
export const catchUp: CatchUp = {
  operation: "events.list",
  input: (since, cursor, until) => ({
    limit: 100,
    created: {
      gte: Math.floor(since.getTime() / 1000),
      ...(until ? { lt: Math.floor(until.getTime() / 1000) } : {}),
    },
    ...(cursor === null ? {} : { starting_after: cursor }),
  }),
  events: (output) =>
    (eventPage.safeParse(output).data?.data ?? []).flatMap((item) => {
      const parsed = shape.safeParse(item);
      return parsed.success ? [toProviderEvent(parsed.data)] : [];
    }),
};

/** Verifies `Stripe-Signature` against each secret in turn and maps the event. */
export const webhook: WebhookSource = {
  header: "stripe-signature",
  consentEndpoint: "platform",
  setup: {
    instruction:
      "In the account's Stripe Dashboard: Developers → Webhooks → Add destination, for events from “your account”. Use this address:",
    placeholder: "whsec_…",
  },
  verify(delivery) {
    const header = delivery.headers.get("stripe-signature") ?? "";
    if (header === "" || header.length > MAX_HEADER_LENGTH)
      return { ok: false, reason: "signature" };
    const timestamp = timestampOf(header);
    if (timestamp === undefined || !isFresh(timestamp, delivery.now))
      return { ok: false, reason: "signature" };
    for (const { kid, secret } of usable(delivery.secrets, delivery.now)) {
      const opened = open(delivery, header, secret);
      if ((opened.ok || opened.signed) && isThin(delivery.raw))
        return { ok: true, kid, event: null, answer: { received: true, note: THIN_NOTE } };
      if (opened.ok) return verdictOf(kid, opened.event);
      if (opened.signed) return { ok: false, reason: "shape" };
    }
    return { ok: false, reason: "signature" };
  },
};
