import { createHash, createHmac, timingSafeEqual } from "node:crypto";

import { parseJson } from "@/lib/core/parse-json";

import type { WebhookDelivery, WebhookSecret, WebhookSource, WebhookVerdict } from "../types";
import { callback, toProviderEvent } from "./mapping";

const MAX_SECRETS = 4;
const SIGNATURE = /^[A-Za-z0-9+/]{27}=$/;
const ORIGIN = /^(https?):\/\/(\[[^\]]+\]|[^/:?#]+)(:\d+)?(.*)$/;

function usable(secrets: readonly WebhookSecret[], now: Date): readonly WebhookSecret[] {
  return secrets
    .filter(({ secret, notAfter }) => secret.trim() !== "" && (!notAfter || notAfter >= now))
    .slice(0, MAX_SECRETS);
}

function decode(raw: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return undefined; // no text: nothing that Twilio signs
  }
}

/** Returns the URL with and without the standard port, because Twilio may sign either. */
function spellings(url: string): readonly string[] {
  const [, scheme, host, port, rest] = ORIGIN.exec(url) ?? [];
  if (scheme === undefined) return [url];
  const standard = scheme === "https" ? ":443" : ":80";
  const other = `${scheme}://${host}${port === undefined ? standard : ""}${rest}`;
  return [url, other];
}

/** Concatenates sorted names and values; repeated names with each distinct value once. */
function signedParams(form: URLSearchParams): string {
  const names = [...new Set(form.keys())].toSorted();
  return names
    .flatMap((name) => [...new Set(form.getAll(name))].toSorted().map((value) => name + value))
    .join("");
}

interface Contents {
  /** Text that is signed after the URL. */
  readonly signed: string;
  readonly fields: unknown;
}

function fieldsOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined; // the shape is refused after the signature
  }
}

/** Returns the signed text: a form with its parameters, JSON by the hash in the URL; `undefined` for a wrong hash. */
function read({ raw, url }: WebhookDelivery): Contents | undefined {
  const text = decode(raw);
  if (text === undefined) return undefined;
  const hash = new URLSearchParams(url.split("?")[1] ?? "").get("bodySHA256");
  if (hash === null) {
    const form = new URLSearchParams(text);
    return { signed: signedParams(form), fields: Object.fromEntries(form) };
  }
  const actual = createHash("sha256").update(raw).digest("hex");
  return hash.toLowerCase() === actual ? { signed: "", fields: fieldsOf(text) } : undefined;
}

function signer(delivery: WebhookDelivery, signed: string): string | undefined {
  const given = delivery.headers.get("x-twilio-signature") ?? "";
  if (!SIGNATURE.test(given)) return undefined;
  return usable(delivery.secrets, delivery.now).find(({ secret }) =>
    spellings(delivery.url).some((url) => {
      const digest = createHmac("sha1", secret).update(`${url}${signed}`, "utf8").digest("base64");
      return timingSafeEqual(Buffer.from(digest), Buffer.from(given));
    }),
  )?.kid;
}

function verify(delivery: WebhookDelivery): WebhookVerdict {
  const contents = read(delivery);
  const kid = contents && signer(delivery, contents.signed);
  if (!contents || kid === undefined) return { ok: false, reason: "signature" };
  const parsed = callback.safeParse(contents.fields).data;
  const event = parsed && toProviderEvent(parsed, delivery.now);
  return event ? { ok: true, kid, event } : { ok: false, reason: "shape" };
}

/**
 * Verifies `X-Twilio-Signature`: HMAC-SHA1 with the auth token over the exact public address and the sorted
 * parameters. It holds no time, so a repeated delivery is known by its event id alone.
 * Source: twilio.com/docs/usage/security, read 2026-11.
 */
export const webhook: WebhookSource = {
  header: "x-twilio-signature",
  consentEndpoint: "own",
  signedWith: "authToken",
  setup: {
    instruction:
      "In the Twilio Console, use this address as the number's webhook for incoming messages, and as the status callback of your messaging service.",
  },
  verify,
};
