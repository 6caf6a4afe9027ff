import { createHmac } from "node:crypto";

/**
 * `X-Twilio-Signature` of a form post: HMAC-SHA1 over the exact address and every parameter, sorted by
 * name, name and value joined without a sign between. Source: twilio.com/docs/usage/security, read 2026-11.
 */
export function signForm(authToken: string, url: string, params: Record<string, string>): string {
  const text = Object.keys(params)
    .toSorted()
    .reduce((all, name) => all + name + (params[name] ?? ""), url);
  return createHmac("sha1", authToken).update(text, "utf8").digest("base64");
}
