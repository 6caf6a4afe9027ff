import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** Key ring of the environment. The first key signs, all verify. */
type KeyRing = readonly { readonly key: Buffer }[];

const macOf = (key: Buffer, purpose: string, text: string) =>
  createHmac("sha256", Buffer.from(hkdfSync("sha256", key, "", `signed value ${purpose}`, 32)))
    .update(text)
    .digest("base64url");

/** Signs a text for one purpose until `expiresAtMs`, for use in a cookie. The text is not encrypted. */
export function signValue(
  keys: KeyRing,
  purpose: string,
  text: string,
  expiresAtMs: number,
): string {
  const [first] = keys;
  if (!first) throw new Error("There is no key to sign with.");
  const body = `${Buffer.from(text).toString("base64url")}.${expiresAtMs}`;
  return `${body}.${macOf(first.key, purpose, body)}`;
}

/** Returns the signed text; `null` if the signature, purpose or expiry is not valid. */
export function openSignedValue(
  keys: KeyRing,
  purpose: string,
  signed: string,
  nowMs: number,
): string | null {
  const [text = "", expiresAt = "", mac = ""] = signed.split(".");
  const given = Buffer.from(mac);
  const isSigned = keys.some(({ key }) => {
    const wanted = Buffer.from(macOf(key, purpose, `${text}.${expiresAt}`));
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
  return isSigned && Number(expiresAt) > nowMs ? Buffer.from(text, "base64url").toString() : null;
}
